package pagetoken

import (
	"slices"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/key"
)

// check says what keeps t from being a token. Encode and Parse ask the same, so that nothing is
// given out that isn't taken back, and nothing is taken that no request could have come to.
func (t *Token) check() error {
	if t.Table == "" || len(t.Table) > maxTable {
		return unencodable("a table's name or ARN has 1 to %d bytes, this one has %d", maxTable, len(t.Table))
	}
	if len(t.Index) > maxIndex {
		return unencodable("an index's name has at most %d bytes, this one has %d", maxIndex, len(t.Index))
	}
	if t.Kind != Statement && (t.NextToken != "" || t.Skip != 0) {
		return unencodable("only a statement has DynamoDB's token, or items to skip")
	}
	switch t.Kind {
	case Query:
		return t.checkQuery()
	case Scan:
		return t.checkScan()
	case Statement:
		return t.checkStatement()
	}
	return unencodable("it's of no operation that has pages")
}

func (t *Token) checkQuery() error {
	if t.TotalSegments != 0 || t.Given != 0 || t.Next != 0 {
		return unencodable("a query has no segments")
	}
	if len(t.Open) != 1 || t.Open[0].Segment != 0 {
		return unencodable("a query goes on at one position, in segment 0")
	}
	return checkKeys(t.Open)
}

func (t *Token) checkScan() error {
	if t.Descending || t.Partition != 0 {
		return unencodable("a scan has neither direction nor partition")
	}
	if t.TotalSegments < 1 || t.TotalSegments > maxSegments {
		return unencodable("a scan has 1 to %d segments, this one has %d", maxSegments, t.TotalSegments)
	}
	if t.Next < 0 || t.Next > t.TotalSegments {
		return unencodable("the first segment not begun is 0 to %d, not %d", t.TotalSegments, t.Next)
	}
	if len(t.Open) > MaxOpen {
		return unencodable("%d segments are open, at most %d can be", len(t.Open), MaxOpen)
	}
	before := -1
	for _, p := range t.Open {
		if p.Segment <= before || p.Segment >= t.Next {
			return unencodable("open segments are ascending and below the first not begun, %d: %d after %d isn't", t.Next, p.Segment, before)
		}
		before = p.Segment
	}
	return checkKeys(t.Open)
}

func (t *Token) checkStatement() error {
	if t.Descending || t.TotalSegments != 0 || t.Given != 0 || t.Next != 0 || len(t.Open) != 0 {
		return unencodable("a statement has neither direction nor segments")
	}
	if len(t.NextToken) > maxNextToken {
		return unencodable("DynamoDB's token has at most %d bytes, this one has %d", maxNextToken, len(t.NextToken))
	}
	if !utf8.ValidString(t.NextToken) {
		return unencodable("DynamoDB's token isn't UTF-8")
	}
	if t.Skip < 0 || t.Skip > maxSkip {
		return unencodable("0 to %d items of a page can be skipped, not %d", maxSkip, t.Skip)
	}
	return nil
}

func checkKeys(open []Position) error {
	for _, p := range open {
		size := 0
		for _, v := range p.Key {
			n, err := checkValue(v)
			if err != nil {
				return err
			}
			size += n
		}
		if size > maxKey {
			return unencodable("the values of a key have at most %d bytes, these have %d", maxKey, size)
		}
	}
	names := namesOf(open)
	if len(names) > maxNames {
		return unencodable("a key has at most %d attributes, the table's and the index's; there are %d", maxNames, len(names))
	}
	for _, name := range names {
		if name == "" || len(name) > maxName || !utf8.ValidString(name) {
			return unencodable("the name of a key attribute has 1 to %d bytes of UTF-8; one of %d bytes isn't such", maxName, len(name))
		}
	}
	return nil
}

func checkValue(v types.AttributeValue) (size int, err error) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		if v == nil || v.Value == "" || !utf8.ValidString(v.Value) {
			return 0, unencodable("a key attribute of type S is empty or not UTF-8")
		}
		size = len(v.Value)
	case *types.AttributeValueMemberN:
		if v == nil || !isNumber(v.Value) {
			return 0, unencodable("a key attribute of type N is no number")
		}
		size = len(v.Value)
	case *types.AttributeValueMemberB:
		if v == nil || len(v.Value) == 0 {
			return 0, unencodable("a key attribute of type B is empty")
		}
		size = len(v.Value)
	default:
		return 0, unencodable("a key attribute is a %T; keys are S, N or B", v)
	}
	if size > maxValue {
		return 0, unencodable("the value of a key attribute has at most %d bytes, this one has %d", maxValue, size)
	}
	return size, nil
}

// isNumber keeps a long text from being read, of which no number consists.
func isNumber(n string) bool {
	if len(n) > maxValue {
		return false
	}
	_, ok := key.AppendNumber(nil, n)
	return ok
}

// namesOf are the names of all attributes of the positions' keys, sorted. They're the same in all
// positions of a request; a token names them once.
func namesOf(open []Position) []string {
	var names []string
	for _, p := range open {
		for name := range p.Key {
			if at, found := slices.BinarySearch(names, name); !found {
				if names = slices.Insert(names, at, name); len(names) > maxNames {
					return names
				}
			}
		}
	}
	return names
}
