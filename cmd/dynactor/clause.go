package main

import "strings"

// withClause puts SET in front of an update expression that begins with none of the clauses.
func withClause(expression string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(strings.NewReplacer("\t", " ", "\n", " ").Replace(expression)), " ")
	switch strings.ToUpper(first) {
	case "SET", "REMOVE", "ADD", "DELETE":
		return expression
	}
	return "SET " + expression
}
