package files

// globChars are the characters that mean something in a pattern. A backslash is a separator here.
const globChars = `*?[`
