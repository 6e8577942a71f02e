/** The kind of the register entry of a passed proof test: what the criterion `proof … passed` reads. */
export const proofPassedKind = 'proofPassed';
