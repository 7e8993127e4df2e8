"""The addresses of the partners' API: each view a query, what it refuses, and the answer."""
