-- A statement that asks for this fence changes nothing unless the fence holds; the code of the failure says which it was.
CREATE FUNCTION filrouge_fence(holds boolean, code text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF holds IS NOT TRUE THEN
    RAISE EXCEPTION 'the fence % does not hold: nothing was written', code USING ERRCODE = code;
  END IF;
  RETURN TRUE;
END $$;
