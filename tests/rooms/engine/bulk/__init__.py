"""Files of any size: in parts, gone on with, put together."""
