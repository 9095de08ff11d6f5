"""Small checkers and builders for developers."""
