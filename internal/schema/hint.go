package schema

import (
	"fmt"
	"strings"
)

// What other libraries and DynamoDB's API call the roles.
var synonyms = map[string]string{
	"hash": "partition", "pk": "partition", "hashkey": "partition", "partitionkey": "partition", "partition_key": "partition",
	"range": "sort", "sk": "sort", "rangekey": "sort", "sortkey": "sort", "sort_key": "sort",
	"index": "gsi", "globalindex": "gsi", "localindex": "lsi", "expires": "ttl", "projection": "project",
}

// unknownRole says what text may have been meant to be.
func unknownRole(text string, forms []form) error {
	known := make([]string, len(forms))
	for i, f := range forms {
		known[i] = f.pattern
	}
	list := strings.Join(known, ", ")
	if text == "" {
		return fmt.Errorf("a role is empty: name one of %s, or remove the comma", list)
	}
	if near := nearest(text, forms); near != "" {
		return fmt.Errorf("unknown role %q: did you mean %q? The roles are %s", text, near, list)
	}
	return fmt.Errorf("unknown role %q: the roles are %s", text, list)
}

// nearest returns the role that is written most like text, "" if none is like it. The index and the
// value in it are those of text.
func nearest(text string, forms []form) string {
	have := strings.Split(text, ":")
	best, bestDistance := "", 1000
	for _, f := range forms {
		want := strings.Split(f.pattern, ":")
		distance, like := 0, true
		guess := make([]string, len(want))
		for i, w := range want {
			part := ""
			if i < len(have) {
				part = have[i]
			}
			guess[i] = w
			if w == "INDEX" || w == "VALUE" {
				if part != "" {
					guess[i] = part
				}
				continue
			}
			d := wordDistance(strings.ToLower(part), w)
			switch {
			case i == 0: // this word tells what is meant; with half its letters wrong it's another
				like = 2*d <= len(w)
				d *= 10
			case part == "":
				d = 1
			}
			distance += d
		}
		distance += 2 * max(0, len(have)-len(want))
		if like && distance < bestDistance {
			best, bestDistance = strings.Join(guess, ":"), distance
		}
	}
	return best
}

func wordDistance(a, b string) int {
	if synonyms[a] == b {
		return 0
	}
	return editDistance(a, b)
}

// editDistance counts the letters to insert, delete or replace (Levenshtein). A tag is as long as
// its author made it; what is no word isn't worth comparing.
func editDistance(a, b string) int {
	if len(a) > 32 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
