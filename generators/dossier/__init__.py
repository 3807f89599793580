"""The official dossier: its three templates from one model. `columns` and `tables` say what stands in template 03."""
