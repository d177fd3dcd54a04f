package local

import "strings"

// statementTable is the table that a PartiQL statement is about: the name after FROM, INTO or
// UPDATE. It's nil if there is none to be found. The engine parses the statement for good, later
// and with errors; here it's only a matter of which controls are concerned.
func statementTable(statement *string) *string {
	if statement == nil {
		return nil
	}
	rest := *statement
	for {
		word, quoted, after := nextWord(rest)
		if word == "" && !quoted {
			return nil
		}
		rest = after
		if quoted {
			continue
		}
		switch strings.ToUpper(word) {
		case "FROM", "INTO", "UPDATE":
			name, _, _ := nextWord(rest)
			if name == "" {
				return nil
			}
			return &name
		}
	}
}

// nextWord returns the next name or keyword, and what comes behind it. Text in single quotes is
// passed over, or it could be taken for a keyword; in double quotes it's a name.
func nextWord(s string) (word string, quoted bool, rest string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\'' || c == '"':
			end := closing(s, i)
			if end < 0 {
				return "", false, ""
			}
			if c == '"' {
				return strings.ReplaceAll(s[i+1:end], `""`, `"`), true, s[end+1:]
			}
			i = end
		case wordByte(c):
			end := i
			for end < len(s) && wordByte(s[end]) {
				end++
			}
			return s[i:end], false, s[end:]
		}
	}
	return "", false, ""
}

// closing is where the text ends that is quoted from s[at] on, -1 if it doesn't. A doubled quote is
// one in the text.
func closing(s string, at int) int {
	for i := at + 1; i < len(s); i++ {
		if s[i] != s[at] {
			continue
		}
		if i+1 < len(s) && s[i+1] == s[at] {
			i++
			continue
		}
		return i
	}
	return -1
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
