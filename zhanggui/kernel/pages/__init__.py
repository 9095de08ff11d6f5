"""What every staff page needs: access, scope over shops, and the registries the shell collects."""
