-- Entries that come together are checked together: a storm of stops appends thousands in one statement, and a head that moved
-- with each of them would be as many versions of one row.
CREATE OR REPLACE FUNCTION register_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  first_seq bigint;
  first_previous text;
  last_seq bigint;
  last_hash text;
  broken bigint;
BEGIN
  SELECT min(seq), max(seq) INTO first_seq, last_seq FROM added;
  IF first_seq IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT seq INTO broken FROM (
    SELECT seq, previous, lag(seq) OVER chain AS seq_before, lag(hash) OVER chain AS hash_before
      FROM added WINDOW chain AS (ORDER BY seq)
  ) AS links
    WHERE seq_before IS NOT NULL AND (seq <> seq_before + 1 OR previous <> hash_before) LIMIT 1;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'register entry % does not follow the one before', broken
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT previous INTO first_previous FROM added WHERE seq = first_seq;
  SELECT hash INTO last_hash FROM added WHERE seq = last_seq;
  UPDATE register_head SET seq = last_seq, hash = last_hash
    WHERE id = 1 AND seq = first_seq - 1 AND hash = first_previous;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'register entry % does not follow the head', first_seq
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER register_follows_head ON register;
--> statement-breakpoint
CREATE TRIGGER register_follows_head AFTER INSERT ON register
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION register_follow();
--> statement-breakpoint
-- The head moves forward, and only along entries that stand in the register.
CREATE OR REPLACE FUNCTION register_head_advance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.seq <= OLD.seq
    OR NOT EXISTS (SELECT 1 FROM register WHERE seq = NEW.seq AND hash = NEW.hash)
    OR NOT EXISTS (SELECT 1 FROM register WHERE seq = OLD.seq + 1 AND previous = OLD.hash) THEN
    RAISE EXCEPTION 'the head of the register moves only when an entry is added'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
