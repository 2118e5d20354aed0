"""From what the grammar recognised to nodes, a kind of them in each module."""
