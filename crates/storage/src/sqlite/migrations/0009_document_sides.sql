-- A card has its portrait on one side and its lines on the other: which side of it is there while the other one is awaited.

ALTER TABLE invitations ADD COLUMN document_side TEXT CHECK (document_side IN ('front', 'back')); -- the first side that was taken, none before; clear; set once
ALTER TABLE invitations ADD COLUMN document_side_codes TEXT NOT NULL DEFAULT '';                  -- what a human must look at on it, words with commas; clear; set once
