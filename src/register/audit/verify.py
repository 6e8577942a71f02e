#!/usr/bin/env python3
"""Verifies a bundle of `filrouge audit export` (the zip, or the folder it was unpacked to) with Python 3.9 alone:
    python3 verify.py BUNDLE [VERIFIER-KEY ...] [FILE-OF-SIGNED-STATES-KEPT-OUTSIDE ...]"""
import base64, hashlib, json, pathlib, sys, zipfile

# Ed25519 (RFC 8032, section 5.1): points are (X, Y, Z, T) of the curve over the integers modulo P.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P
def times(n, p):
    r = (0, 1, 1, 0)
    while n:
        r, p, n = add(r, p) if n & 1 else r, add(p, p), n >> 1
    return r
def point(octets):
    y, sign = int.from_bytes(octets, "little") & ((1 << 255) - 1), octets[31] >> 7
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x if (x * x - x2) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign): raise ValueError("no point of the curve")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P
BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def is_signed(key, text, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ORDER: return False
    h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % ORDER
    u, v = times(s, BASE), add(point(r), times(h, point(key)))
    return (u[0] * v[2] - v[0] * u[2]) % P == 0 and (u[1] * v[2] - v[1] * u[2]) % P == 0

# Signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint).
def read_key(text):
    name, key_id, encoded = text.strip().split("+", 2)
    key = base64.b64decode(encoded)
    right = hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]
    if key_id != right or key[0] != 1 or len(key) != 33: raise ValueError("no verifier key: " + text)
    return name, bytes.fromhex(key_id), key[1:]
def read_notes(text, keys, where):
    blocks, states = [b for b in text.replace("\r\n", "\n").split("\n\n") if b.strip()], []
    for body, lines in zip(blocks[::2], blocks[1::2]):
        body = body.strip("\n") + "\n"
        origin, size, root = body.split("\n")[:3]
        signatures = [(l.split(" ")[1], base64.b64decode(l.split(" ")[2])) for l in lines.strip("\n").split("\n")]
        if not any(n == name == origin and s[:4] == key_id and is_signed(key, body.encode(), s[4:])
                   for n, s in signatures for name, key_id, key in keys): sys.exit(f"NOT SIGNED by a key that is known: the state of {size} entries in {where}")
        extra = dict(l.split(" ", 1) for l in body.split("\n")[3:] if " " in l)
        states.append((int(size), base64.b64decode(root), extra.get("chain"), extra.get("time", "?"), where))
    if len(blocks) % 2: sys.exit(f"TORN: the last signed state in {where} has no signature")
    return states

# The Merkle tree (RFC 6962, section 2.1): the perfect subtrees it is made of, the largest first.
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def grow(tree, leaves, node):
    while tree and tree[-1][0] == leaves:
        node, leaves = sha(b"\1", tree.pop()[1], node), leaves * 2
    tree.append((leaves, node))
def root_of(tree):
    root = tree[-1][1] if tree else sha()
    for _, node in tree[-2::-1]: root = sha(b"\1", node, root)
    return root

bundle = zipfile.Path(sys.argv[1], "") if zipfile.is_zipfile(sys.argv[1]) else pathlib.Path(sys.argv[1])
def read(name): return bundle.joinpath(name).read_text(encoding="utf-8")
given = [a for a in sys.argv[2:] if "+" in a and not pathlib.Path(a).exists()]
keys = [read_key(k) for k in given or read("keys.txt").split()]
states = read_notes(read("checkpoints.txt"), keys, "the bundle")
signed = max((s[0] for s in states), default=0)
for path in [a for a in sys.argv[2:] if a not in given]:
    states += read_notes(pathlib.Path(path).read_text(encoding="utf-8"), keys, path)
entries, others = bundle.joinpath("entries.jsonl").open("rb"), bundle.joinpath("others.jsonl").open("rb")
entry, other, tree, size, shown, last, compared = entries.readline(), others.readline(), [], 0, 0, (0, "0" * 64), []
while True:
    for state in [s for s in states if s[0] == size and s not in compared]:
        if root_of(tree) != state[1] or (last[0] == size and state[2] not in (None, last[1])):
            sys.exit(f"REWRITTEN: the first {size} entries are not those that were signed on {state[3]} ({state[4]})")
        compared.append(state)
    if other and json.loads(other)["from"] == size + 1:
        left_out, other = json.loads(other), others.readline()
        size, _ = size + left_out["leaves"], grow(tree, left_out["leaves"], bytes.fromhex(left_out["hash"]))
    elif entry:
        line = entry.rstrip(b"\n")
        told, digest = json.loads(line), hashlib.sha256(line).hexdigest()
        if told["seq"] <= last[0] or (size < signed and told["seq"] != size + 1): sys.exit(f"MISSING: entry {size + 1}")
        if told["seq"] == last[0] + 1 and told["previous"] != last[1]: sys.exit(f"BROKEN: entry {told['seq']}")
        if told["seq"] == size + 1:  # Else something behind all that was signed was left out: no tree to compare.
            size, _ = size + 1, grow(tree, 1, sha(b"\0", bytes.fromhex(digest)))
        shown, last, entry = shown + 1, (told["seq"], digest), entries.readline()
    else: break
for s in [s for s in states if s[0] > size]:
    sys.exit(f"CUT OFF, or exported before: {s[0]} entries were signed on {s[3]} ({s[4]}), the bundle goes to {size}")
if not compared: sys.exit("NOTHING IS SIGNED: the entries are chained, and whoever had the database could write all anew")
print(f"OK: {shown} entries of a register that is what was signed: {signed} entries, {len(compared)} signed states compared.")
if len(compared) < len(states): print(f"{len(states) - len(compared)} lie among entries that were left out: export them too.")
if last[0] > signed: print(f"Entries behind {signed} are not signed yet.")
if not given: print("The key came with the bundle: is it the one you were given? " + " ".join(read("keys.txt").split()))
