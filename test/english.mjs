// Tests match messages in English, whatever the system speaks.
process.env.BZTOKEN_LANGUAGE = "en";
