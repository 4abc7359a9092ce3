"""Icons, translations, data sets and project templates: data files only."""
