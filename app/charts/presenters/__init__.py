"""The figure drawn, told and listed: page, file, zoom view, table, CSV, cards."""
