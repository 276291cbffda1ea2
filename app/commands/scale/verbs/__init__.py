"""One file is one verb of `/scale`; catalogue.py lists them."""
