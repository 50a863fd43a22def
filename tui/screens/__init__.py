"""The screens beside the solve screen: history, batch, students, settings, and the dialogs."""
