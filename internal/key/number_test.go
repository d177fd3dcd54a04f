package key

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/number"
)

func TestAppendNumberGivesEqualNumbersOneSpelling(t *testing.T) {
	for want, spellings := range map[string][]string{
		"0":    {"0", "-0", "+0", "00", "0.0", ".0", "0.", "0e5", "-0.00E-7", "0e1000", "0E-1000"},
		"1E0":  {"1", "1.0", "01", "+1", "1e0", "10e-1", "1.", "0.1e1", ".1E+1", "1e-0", "1e0000000000000000000000000"},
		"-1E0": {"-1", "-1.0", "-01", "-10e-1"},
		"12E2": {"1200", "1.2e3", "0.0012e+6", "1200.00"},
		"5E-1": {"0.5", ".5", "+.5", "5e-1", "00.50"},
		"101E0": {
			"101", "101.000",
		},
		"1E41":   {"1" + strings.Repeat("0", 41)},
		"1E-130": {"1e-130", "0." + strings.Repeat("0", 129) + "1"},
		"-15E-131": {
			"-1.5e-130",
		},
		strings.Repeat("9", 38) + "E88": {"9." + strings.Repeat("9", 37) + "E+125"},
		strings.Repeat("1", 38) + "E0":  {strings.Repeat("1", 38) + ".000", "000" + strings.Repeat("1", 38)},
		"-" + strings.Repeat("1", 38) + "E-167": {
			"-1." + strings.Repeat("1", 37) + "e-130",
		},
	} {
		for _, n := range spellings {
			got, ok := AppendNumber(nil, n)
			assert.True(t, ok, n)
			assert.Equal(t, want, string(got), n)
			assert.True(t, EqualNumber(n, want), n)
		}
	}
}

// Each of these was refused by DynamoDB Local, except those marked as our own caution.
var notNumbers = []string{
	"", ".", "-", "+", "-.", "1e", "e1", "1e+", "1e+-1", "--1", "+-1", "-+1", "1..0", "1.0.0",
	"0x1", "NaN", "Infinity", "-Infinity", " 1", "1 ", "1 0", "1_0", "1,0", "1d5", "1f", "1e5.0", "1\x00",
	"1e126", "-1e126", "10e125", "9e-131", "-9e-131", "0.9e-130",
	strings.Repeat("1", 39), "1." + strings.Repeat("0", 37) + "1", "-" + strings.Repeat("1", 39) + "e-50",
	"1e99999999999999999999", "1e-99999999999999999999",
	"0e2147483648", "0e-2147483648", "0.0e-2147483647", "0.0e2147483648", "0e99999999999999999999",
	"\u0661", "\uff11", // Local takes digits of any script; we don't.
}

func TestAppendNumberRefusesWhatDynamoDBRefuses(t *testing.T) {
	for _, n := range notNumbers {
		got, ok := AppendNumber([]byte("kept"), n)
		assert.False(t, ok, n)
		assert.Equal(t, "kept", string(got), n)
		assert.False(t, EqualNumber(n, n), n)
		assert.False(t, EqualNumber(n, "1"), n)
		assert.False(t, EqualNumber("1", n), n)
	}
}

func TestAppendNumberAppends(t *testing.T) {
	got, ok := AppendNumber([]byte("n="), "1.50")
	assert.True(t, ok)
	assert.Equal(t, "n=15E-1", string(got))
}

func TestCanonicalFormFitsItsBuffer(t *testing.T) {
	longest := "-1." + strings.Repeat("1", 37) + "e-130"
	got, ok := AppendNumber(nil, longest)
	require.True(t, ok)
	assert.Len(t, got, maxCanonical)
}

// The ground truth below shares nothing with the parser: a regular expression says what
// is spelled like a number, exact rational arithmetic says which and whether it is one
// that DynamoDB can hold.

var spelling = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?([0-9]+))?$`)

// rational returns the value of n; known is false if its exponent is too large to be
// worth the arithmetic.
func rational(n string) (r *big.Rat, valid, known bool) {
	parts := spelling.FindStringSubmatch(n)
	if parts == nil {
		return nil, false, true
	}
	if e, err := strconv.Atoi(parts[3]); parts[3] != "" && (err != nil || e > 2000) {
		return nil, false, false
	}
	r, ok := new(big.Rat).SetString(n)
	return r, ok && storable(r), ok
}

var (
	smallest = new(big.Rat).SetFrac(big.NewInt(1), pow10(130))
	tooLarge = new(big.Rat).SetInt(pow10(126))
)

func pow10(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }

func storable(r *big.Rat) bool {
	if r.Sign() == 0 {
		return true
	}
	abs := new(big.Rat).Abs(r)
	if abs.Cmp(smallest) < 0 || abs.Cmp(tooLarge) >= 0 {
		return false
	}
	// 1E-130 with 38 digits ends at 1E-167; what isn't whole after that has more.
	abs.Mul(abs, new(big.Rat).SetInt(pow10(167)))
	if !abs.IsInt() {
		return false
	}
	return len(strings.TrimRight(abs.Num().String(), "0")) <= number.MaxDigits
}

func checkNumber(t interface{ Fatalf(string, ...any) }, n string) {
	r, valid, known := rational(n)
	if !known {
		return
	}
	got, ok := AppendNumber(nil, n)
	if ok != valid {
		t.Fatalf("AppendNumber(%q): ok = %v, want %v", n, ok, valid)
	}
	if !ok {
		return
	}
	c := string(got)
	if v, isNumber := new(big.Rat).SetString(c); !isNumber || v.Cmp(r) != 0 {
		t.Fatalf("AppendNumber(%q) = %q, another number", n, c)
	}
	again, ok := AppendNumber(nil, c)
	if !ok || string(again) != c {
		t.Fatalf("canonical form %q of %q becomes %q, %v", c, n, again, ok)
	}
	if len(c) > maxCanonical {
		t.Fatalf("canonical form %q is longer than its buffer", c)
	}
}

// numbers draws strings that mostly are numbers, around the limits more often than not.
func numbers() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[+-]?0{0,3}[0-9]{0,3}(\.[0-9]{0,4})?([eE][+-]?[0-9]{1,2})?`),
		rapid.StringMatching(`[+-]?[0-9]{30,42}(\.[0-9]{0,10})?(e-?[0-9]{1,3})?`),
		rapid.StringMatching(`[+-]?[0-9](\.[0-9]{0,40})?e[+]?1[12][0-9]`),
		rapid.StringMatching(`[+-]?0?(\.0{0,10}[0-9]{0,40})?e-1[123][0-9]`),
		rapid.StringMatching(`-?\.?0{0,160}[1-9]{0,2}0{0,160}(e[+-]?1?[0-9]{2})?`),
	)
}

func TestAppendNumberAgreesWithRationalArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkNumber(t, numbers().Draw(t, "n")) })
}

// respelled draws another spelling of digits * 10^exp.
func respelled(t *rapid.T, digits string, exp int, label string) string {
	zeros := rapid.IntRange(0, 5).Draw(t, label+" trailing zeros")
	digits += strings.Repeat("0", zeros)
	exp -= zeros
	digits = strings.Repeat("0", rapid.IntRange(0, 3).Draw(t, label+" leading zeros")) + digits
	point := rapid.IntRange(0, len(digits)).Draw(t, label+" point")
	exp += len(digits) - point
	n := digits[:point] + "." + digits[point:]
	if exp == 0 && rapid.Bool().Draw(t, label+" no exponent") {
		return n
	}
	return n + "e" + strconv.Itoa(exp)
}

func TestEqualNumbersAreEqualInEveryRespect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{1,20}`).Draw(t, "digits")
		exp := rapid.IntRange(-60, 60).Draw(t, "exponent")
		a, b := respelled(t, digits, exp, "a"), respelled(t, digits, exp, "b")
		checkPair(t, a, b)
		if !EqualNumber(a, b) {
			t.Fatalf("%q is not %q", a, b)
		}
	})
}

func TestNumbersAreEqualExactlyIfTheirValuesAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.OneOf(rapid.StringMatching(`[+-]?[01]{0,2}(\.[01]{0,2})?(e-?[012])?`), numbers())
		checkPair(t, few.Draw(t, "a"), few.Draw(t, "b"))
	})
}

// checkPair checks that equality, canonical form and hash agree with the values.
func checkPair(t interface{ Fatalf(string, ...any) }, a, b string) {
	ra, validA, knownA := rational(a)
	rb, validB, knownB := rational(b)
	if !knownA || !knownB {
		return
	}
	want := validA && validB && ra.Cmp(rb) == 0
	if got := EqualNumber(a, b); got != want {
		t.Fatalf("EqualNumber(%q, %q) = %v, want %v", a, b, got, want)
	}
	ca, okA := AppendNumber(nil, a)
	cb, okB := AppendNumber(nil, b)
	if same := okA && okB && string(ca) == string(cb); same != want {
		t.Fatalf("canonical forms of %q and %q: %q and %q, want same = %v", a, b, ca, cb, want)
	}
	ha, okA := hashNumber(a)
	hb, okB := hashNumber(b)
	if same := okA && okB && ha == hb; same != want {
		t.Fatalf("hashes of %q and %q: %x and %x, want same = %v", a, b, ha, hb, want)
	}
}

func FuzzAppendNumber(f *testing.F) {
	for _, n := range notNumbers {
		f.Add(n, "1")
	}
	f.Add("1.0", "10e-1")
	f.Add("-0", "0e1000")
	f.Add("1"+strings.Repeat("0", 125), "1e125")
	f.Fuzz(func(t *testing.T, a, b string) {
		checkNumber(t, a)
		checkPair(t, a, b)
	})
}

func BenchmarkAppendNumber(b *testing.B) {
	for _, n := range []string{"42", "1700000000123", "-1." + strings.Repeat("1", 37) + "e-130"} {
		b.Run(n, func(b *testing.B) {
			var buf [64]byte
			b.ReportAllocs()
			for b.Loop() {
				AppendNumber(buf[:0], n)
			}
		})
	}
}
