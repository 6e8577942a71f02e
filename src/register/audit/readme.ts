/** The text that tells whoever opens a bundle what it is, in French and in English. */
export const readme = `# filrouge : extrait vérifiable du registre

| fichier | contenu |
|---|---|
| \`verify.py\` | le vérificateur : 100 lignes, Python 3.9 ou plus récent, sans rien d'autre |
| \`entries.jsonl\` | les entrées, une par ligne, octet pour octet comme elles ont été hachées (SHA-256 de la ligne) |
| \`others.jsonl\` | pour les entrées non exportées : les hachages de l'arbre de Merkle qui les résument, sans leur contenu |
| \`checkpoints.txt\` | les états signés du registre (c2sp.org/tlog-checkpoint) |
| \`keys.txt\` | les clés de vérification que filrouge annonce : à comparer avec celle qui vous a été remise |
| \`entries.csv\` | les mêmes entrées pour un tableur |
| \`evidence.sha256\` | les empreintes des pièces jointes, au format de \`sha256sum\` |
| \`summary.md\` | combien d'entrées de chaque sorte, par qui, de quand à quand |

Vérifier, avec la clé qui vous a été remise et les états signés que vous avez gardés :

    python3 verify.py BUNDLE.zip 'filrouge.example.org/register+…' mes-etats.txt

Sans la clé et sans états gardés, la vérification se fait avec ce que contient l'extrait. Les personnes y figurent par leur identifiant seul.

# filrouge: a verifiable part of the register

| file | what is in it |
|---|---|
| \`verify.py\` | the verifier: 100 lines, Python 3.9 or later, nothing else |
| \`entries.jsonl\` | the entries, one a line, byte for byte as they were hashed (SHA-256 of the line) |
| \`others.jsonl\` | for entries that were not exported: the hashes of the Merkle tree that stand for them, without what they say |
| \`checkpoints.txt\` | the signed states of the register (c2sp.org/tlog-checkpoint) |
| \`keys.txt\` | the verifier keys that filrouge names: compare them with the one that you were given |
| \`entries.csv\` | the same entries for a spreadsheet |
| \`evidence.sha256\` | the fingerprints of evidence, as \`sha256sum\` has them |
| \`summary.md\` | how many entries of each kind, by whom, from when to when |

Verify it, with the key that you were given and the signed states that you kept:

    python3 verify.py BUNDLE.zip 'filrouge.example.org/register+…' my-states.txt

Without the key and without states of your own it is verified by what is in the bundle. People stand there by their ids alone.
`;
