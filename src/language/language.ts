/** The languages that every text for people exists in. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];
