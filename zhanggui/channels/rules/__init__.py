"""How cells of marketplace files and of mapped files become values; nothing here touches a database."""
