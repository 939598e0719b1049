"""How the tables came about, release by release; `harvestbot.store.schema` applies what is missing.

A new one is ``versions/000N_what.py`` with the revision ``000N``; `schema.HEAD` and `tables` change with it, and a test
compares what the migrations make with what `tables` says.
"""
