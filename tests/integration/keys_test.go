package integration

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// travel says how a request is to reach DynamoDB when there's company for it.
type travel int

const (
	// either: only the answer matters, usually because it's refused anyway.
	either travel = iota
	// batched: a batch has to carry it.
	batched
	// lone: no batch may carry it, since that would show, or end in another answer.
	lone
)

// verdict is what DynamoDB is expected to say; it keeps a table's rows from meaning something
// else than they say.
type verdict int

const (
	accepted verdict = iota
	refused
	// dependsOnEngine: DynamoDB Local and DynamoDB differ, or the SDK refuses by itself.
	dependsOnEngine
)

// keyCase is a primary key that a put, a get and a delete can name.
type keyCase struct {
	name   string
	layout *layout
	key    attributes
	verdict
	travel
}

// keyCases returns the good and the bad keys. Those of different cases are different keys.
func keyCases() []keyCase {
	long := func(n int) string { return strings.Repeat("k", n) }
	return []keyCase{
		{"string", plain, attributes{"pk": s("a string")}, accepted, batched},
		{"strings", sorted, attributes{"pk": s("a"), "sk": s("b")}, accepted, batched},
		{"number", numbered, attributes{"pk": n("7")}, accepted, batched},
		{"binary and number", binary, attributes{"pk": b("\x00\xff"), "sk": n("-1.5")}, accepted, batched},
		{"awkward names", awkward, attributes{"name": s("n"), "a.b[0]": b("x")}, accepted, batched},
		{"unicode", sorted, attributes{"pk": s("ключ 鍵 🔑"), "sk": s("e\u0301")}, accepted, batched},
		{"unicode, composed", sorted, attributes{"pk": s("ключ 鍵 🔑"), "sk": s("\u00e9")}, accepted, batched},
		{"replacement character", sorted, attributes{"pk": s("\ufffd"), "sk": s("x")}, accepted, batched},
		{"invalid UTF-8", sorted, attributes{"pk": s("\xff"), "sk": s("y")}, dependsOnEngine, either},
		{"control characters", sorted, attributes{"pk": s("\x01\n\t\x7f"), "sk": s("\u2028\u2029<>&")}, accepted, batched},
		{"NUL", sorted, attributes{"pk": s("a\x00b"), "sk": s("\x00")}, accepted, batched},
		{"spaces", sorted, attributes{"pk": s(" "), "sk": s("  ")}, accepted, batched},

		{"number 1", numbered, attributes{"pk": n("1")}, accepted, batched},
		{"number 2.0", numbered, attributes{"pk": n("2.0")}, accepted, batched},
		{"number 03", numbered, attributes{"pk": n("03")}, accepted, batched},
		{"number 4e0", numbered, attributes{"pk": n("4e0")}, accepted, batched},
		{"number 5E+1", numbered, attributes{"pk": n("5E+1")}, accepted, batched},
		{"number +6", numbered, attributes{"pk": n("+6")}, dependsOnEngine, either},
		{"number .8", numbered, attributes{"pk": n(".8")}, dependsOnEngine, either},
		{"number 9.", numbered, attributes{"pk": n("9.")}, dependsOnEngine, either},
		{"number -0", numbered, attributes{"pk": n("-0")}, accepted, batched},
		{"number 0.00", numbered, attributes{"pk": n("0.00")}, accepted, batched},
		{"number 0e500", numbered, attributes{"pk": n("0e500")}, dependsOnEngine, either},
		{"number of 38 digits", numbered, attributes{"pk": n(strings.Repeat("9", 38))}, accepted, batched},
		{"number of 38 digits and zeros", numbered, attributes{"pk": n(strings.Repeat("9", 38) + "000")}, accepted, batched},
		{"number of 39 digits", numbered, attributes{"pk": n(strings.Repeat("9", 39))}, refused, either},
		{"largest number", numbered, attributes{"pk": n("9.9999999999999999999999999999999999999E+125")}, accepted, batched},
		{"number too large", numbered, attributes{"pk": n("1E126")}, refused, either},
		{"smallest number", numbered, attributes{"pk": n("1E-130")}, accepted, batched},
		{"number too small", numbered, attributes{"pk": n("1E-131")}, refused, either},
		{"no number", numbered, attributes{"pk": n("one")}, refused, either},
		{"empty number", numbered, attributes{"pk": n("")}, refused, either},
		{"NaN", numbered, attributes{"pk": n("NaN")}, refused, either},
		{"Infinity", numbered, attributes{"pk": n("Infinity")}, refused, either},
		{"number with spaces", numbered, attributes{"pk": n(" 10 ")}, dependsOnEngine, either},
		{"hexadecimal number", numbered, attributes{"pk": n("0x10")}, refused, either},
		{"arabic digits", numbered, attributes{"pk": n("١٢")}, dependsOnEngine, either},

		{"empty partition key", sorted, attributes{"pk": s(""), "sk": s("x")}, refused, either},
		{"empty sort key", sorted, attributes{"pk": s("x"), "sk": s("")}, refused, either},
		{"empty binary", binary, attributes{"pk": b(""), "sk": n("1")}, refused, either},
		{"nil binary", binary, attributes{"pk": &types.AttributeValueMemberB{}, "sk": n("1")}, refused, either},

		{"string for a number", numbered, attributes{"pk": s("1")}, refused, either},
		{"number for a string", sorted, attributes{"pk": n("1"), "sk": s("x")}, refused, either},
		{"number for a sort key", sorted, attributes{"pk": s("x"), "sk": n("1")}, refused, either},
		{"binary for a string", plain, attributes{"pk": b("x")}, refused, either},
		{"string for a binary", binary, attributes{"pk": s("eA=="), "sk": n("1")}, refused, either},
		{"boolean", plain, attributes{"pk": truth(true)}, refused, either},
		{"null", plain, attributes{"pk": null(true)}, refused, either},
		{"list", plain, attributes{"pk": list(s("x"))}, refused, either},
		{"document", plain, attributes{"pk": document(attributes{"pk": s("x")})}, refused, either},
		{"string set", plain, attributes{"pk": stringSet("x")}, refused, either},
		{"nil value", plain, attributes{"pk": nil}, dependsOnEngine, either},
		{"typed nil", plain, attributes{"pk": (*types.AttributeValueMemberS)(nil)}, dependsOnEngine, lone},
		{"unknown member", plain, attributes{"pk": &types.UnknownUnionMember{Tag: "X"}}, dependsOnEngine, either},

		{"without partition key", sorted, attributes{"sk": s("x")}, refused, either},
		{"without sort key", sorted, attributes{"pk": s("x")}, refused, either},
		{"other names", sorted, attributes{"PK": s("x"), "SK": s("y")}, refused, either},
		{"empty", sorted, attributes{}, refused, either},
		{"nil", sorted, nil, dependsOnEngine, either},

		{"partition key of 2048 bytes", sorted, attributes{"pk": s(long(2048)), "sk": s("x")}, accepted, batched},
		{"partition key of 2049 bytes", sorted, attributes{"pk": s(long(2049)), "sk": s("x")}, refused, either},
		{"partition key of 2048 bytes in 1024 letters", sorted, attributes{"pk": s(strings.Repeat("é", 1024)), "sk": s("x")}, accepted, batched},
		{"partition key of 2050 bytes in 1025 letters", sorted, attributes{"pk": s(strings.Repeat("é", 1025)), "sk": s("x")}, refused, either},
		{"binary partition key of 2048 bytes", binary, attributes{"pk": b(long(2048)), "sk": n("1")}, accepted, batched},
		{"binary partition key of 2049 bytes", binary, attributes{"pk": b(long(2049)), "sk": n("1")}, refused, either},
		{"sort key of 1024 bytes", sorted, attributes{"pk": s("x"), "sk": s(long(1024))}, accepted, batched},
		{"sort key of 1025 bytes", sorted, attributes{"pk": s("x"), "sk": s(long(1025))}, refused, either},
		{"binary sort key of 1024 bytes", awkward, attributes{"name": s("x"), "a.b[0]": b(long(1024))}, accepted, batched},
		{"binary sort key of 1025 bytes", awkward, attributes{"name": s("x"), "a.b[0]": b(long(1025))}, refused, either},
	}
}

// keyOnlyCases are those that only an operation by key can get wrong: an item may have more.
func keyOnlyCases() []keyCase {
	return []keyCase{
		{"one attribute more", sorted, attributes{"pk": s("x"), "sk": s("y"), "v": s("z")}, refused, either},
		{"one attribute more, plain", plain, attributes{"pk": s("x"), "v": s("z")}, refused, either},
		{"nil attribute more", plain, attributes{"pk": s("x"), "v": nil}, dependsOnEngine, either},
	}
}
