package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/text/unicode/runenames"
)

const partitionKey = "id"

// character is one record of the Unicode database.
type character struct {
	code             rune
	name             string
	category, script string
}

// named returns every character that has a name of its own. Those whose names stand for a whole
// range, such as "<CJK Ideograph>" or "<control>", are left out.
func named() []character {
	var all []character
	for code := rune(0); code <= unicode.MaxRune; code++ {
		name := runenames.Name(code)
		if name == "" || strings.HasPrefix(name, "<") {
			continue
		}
		all = append(all, character{
			code:     code,
			name:     name,
			category: categoryOf(code),
			script:   tableOf(code, unicode.Scripts, "Unknown"),
		})
	}
	return all
}

// choose returns n of the characters, others in every run.
func choose(characters []character, n int) []character {
	n = min(n, len(characters))
	chosen := make([]character, 0, n)
	for _, i := range rand.Perm(len(characters))[:n] {
		chosen = append(chosen, characters[i])
	}
	return chosen
}

// generalCategories are the names of two letters, which exclude each other: So, Lu, Nd and so on. L
// and its like are unions of them, and so is LC.
var generalCategories = func() map[string]*unicode.RangeTable {
	categories := map[string]*unicode.RangeTable{}
	for name, table := range unicode.Categories {
		if len(name) == 2 && name != "LC" {
			categories[name] = table
		}
	}
	return categories
}()

func categoryOf(code rune) string { return tableOf(code, generalCategories, "Cn") }

func tableOf(code rune, tables map[string]*unicode.RangeTable, otherwise string) string {
	for name, table := range tables {
		if unicode.Is(table, code) {
			return name
		}
	}
	return otherwise
}

// attributes is how many attributes an item has.
const attributes = 6

// key is the character's primary key, such as U+1F642.
func (c character) key() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{partitionKey: text(c.id())}
}

// item is the character as DynamoDB stores it: strings, a number and bytes.
func (c character) item() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		partitionKey: text(c.id()),
		"code":       &types.AttributeValueMemberN{Value: strconv.Itoa(int(c.code))},
		"name":       text(c.name),
		"category":   text(c.category),
		"script":     text(c.script),
		"utf8":       &types.AttributeValueMemberB{Value: []byte(string(c.code))},
	}
}

func (c character) id() string { return fmt.Sprintf("%U", c.code) }

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
