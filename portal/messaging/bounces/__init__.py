"""What comes back by mail: bounces, complaints, ways out, answers. `reading` says what a mail is; `taking_in` what follows from it."""
