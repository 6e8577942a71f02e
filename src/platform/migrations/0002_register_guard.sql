-- The register is append-only, and its head row says where the chain ends.
INSERT INTO register_head (id, seq, hash) VALUES (1, 0, repeat('0', 64));
--> statement-breakpoint
CREATE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the register is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER register_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON register
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
--> statement-breakpoint
CREATE TRIGGER register_head_stays BEFORE DELETE OR TRUNCATE ON register_head
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
--> statement-breakpoint
-- An entry that does not follow the head is refused; one that does becomes the head.
CREATE FUNCTION register_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE register_head SET seq = NEW.seq, hash = NEW.hash
    WHERE id = 1 AND seq = NEW.seq - 1 AND hash = NEW.previous;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'register entry % does not follow the head', NEW.seq
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER register_follows_head AFTER INSERT ON register
  FOR EACH ROW EXECUTE FUNCTION register_follow();
--> statement-breakpoint
-- The head moves forward by one, and only to an entry that stands in the register.
CREATE FUNCTION register_head_advance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id <> OLD.id OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
    SELECT 1 FROM register WHERE seq = NEW.seq AND hash = NEW.hash AND previous = OLD.hash
  ) THEN
    RAISE EXCEPTION 'the head of the register moves only when an entry is added'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER register_head_advances BEFORE UPDATE ON register_head
  FOR EACH ROW EXECUTE FUNCTION register_head_advance();
