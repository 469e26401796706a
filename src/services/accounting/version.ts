// The version of the accountants, by which figures that are kept go out of use.

/** To be raised when the accountants give other figures than before, so that those in stores are worked out again. */
export const accountingVersion = 1;
