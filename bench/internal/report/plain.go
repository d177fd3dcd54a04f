package report

import (
	"strings"
	"unicode"
)

// plain makes one line of a text that may come from a file: what controls a
// terminal, or would begin another row of a table, is left out.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// markdown keeps a text from being markup, in a table's cell as elsewhere.
var markdown = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "{", `\{`, "}", `\}`, "[", `\[`, "]", `\]`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "|", `\|`, "~", `\~`, "$", `\$`, "!", `\!`,
)

// escape makes one line of Markdown that shows the text as it is.
func escape(text string) string { return markdown.Replace(plain(text)) }

// slug is a file's name for a text: letters and digits of ASCII, and dashes.
func slug(text string) string {
	const most = 60
	var name strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			name.WriteRune(r)
		case name.Len() > 0 && !strings.HasSuffix(name.String(), "-"):
			name.WriteByte('-')
		}
		if name.Len() >= most {
			break
		}
	}
	if short := strings.Trim(name.String(), "-"); short != "" {
		return short
	}
	return "unnamed"
}
