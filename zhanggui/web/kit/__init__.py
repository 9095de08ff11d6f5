"""What the templates of the page kit are drawn from: icons, formats and marks."""
