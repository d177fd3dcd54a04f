package number

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func parse(t require.TestingT, s string) Decimal {
	d, err := Parse(s)
	require.NoError(t, err, s)
	return d
}

// The results are DynamoDB Local's, except that it leaves zeros behind the point of some
// ("0.0", for 1.1-1.1), which the service trims.
func TestSumsAreExactOrRefused(t *testing.T) {
	nines := strings.Repeat("9", 38)
	for _, tt := range []struct {
		a, b, want string
		err        error
	}{
		{"1", "2", "3", nil},
		{"1", "-1", "0", nil},
		{"-1.1", "1.1", "0", nil},
		{"0", "-5", "-5", nil},
		{"5", "0", "5", nil},
		{"0.1", "0.2", "0.3", nil},
		{"999", "1", "1000", nil},
		{"1000", "-1", "999", nil},
		{"-1", "10", "9", nil},
		{"1", "-10", "-9", nil},
		{nines, "1", "1" + strings.Repeat("0", 38), nil},
		{"1" + strings.Repeat("0", 37), "-0.1", strings.Repeat("9", 37) + ".9", nil},
		{nines, "0.5", "", ErrPrecision},
		{"1e125", "1e-130", "", ErrPrecision},
		{"1e125", "-1e-130", "", ErrPrecision},
		{"1", "1e-40", "", ErrPrecision},
		{"9e125", "9e125", "", ErrOverflow},
		{"-9e125", "-9e125", "", ErrOverflow},
		{"9e125", "-9e125", "0", nil},
		{"1.1e-130", "-1e-130", "", ErrUnderflow},
		{"1.1e-130", "1e-130", "0." + strings.Repeat("0", 129) + "21", nil},
	} {
		got, err := Add(parse(t, tt.a), parse(t, tt.b))
		assert.Equal(t, tt.err, err, "%s + %s", tt.a, tt.b)
		if err == nil {
			assert.Equal(t, tt.want, got.String(), "%s + %s", tt.a, tt.b)
		}
	}
}

func TestArithmeticAgreesWithRationalArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers().Draw(t, "a"), numbers().Draw(t, "b")
		if rapid.Bool().Draw(t, "near") {
			b = a.Neg()
			b.digits[0] = '1' + (b.digits[0] % 9)
			if b.n == 0 {
				b = Decimal{}
			}
		}
		ra, rb := value(a), value(b)
		check := func(name string, got Decimal, err error, want *big.Rat) {
			if wantErr := storable(want); err != wantErr {
				t.Fatalf("%v %s %v: error %v, want %v", a, name, b, err, wantErr)
			}
			if err == nil && value(got).Cmp(want) != 0 {
				t.Fatalf("%v %s %v = %v", a, name, b, got)
			}
			if err != nil && got != (Decimal{}) {
				t.Fatalf("%v %s %v = %v beside error %v", a, name, b, got, err)
			}
			// The form must be the only one of its value, or == would fail.
			if again := parse(t, got.String()); again != got {
				t.Fatalf("%v %s %v = %+v, not in its only form", a, name, b, got)
			}
		}
		sum, err := Add(a, b)
		check("+", sum, err, new(big.Rat).Add(ra, rb))
		difference, err := Sub(a, b)
		check("-", difference, err, new(big.Rat).Sub(ra, rb))
		if got, want := a.Cmp(b), ra.Cmp(rb); got != want {
			t.Fatalf("Cmp(%v, %v) = %d, want %d", a, b, got, want)
		}
		if (a == b) != (ra.Cmp(rb) == 0) {
			t.Fatalf("%v == %v is %v", a, b, a == b)
		}
		if a.Sign() != ra.Sign() || a.Neg() != parse(t, new(big.Rat).Neg(ra).FloatString(170)) {
			t.Fatalf("sign %d and negative %v of %v", a.Sign(), a.Neg(), a)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	for name, pair := range map[string][2]string{
		"small": {"41", "1"},
		"far":   {"9e37", "1"},
	} {
		x, y := parse(b, pair[0]), parse(b, pair[1])
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Add(x, y)
			}
		})
	}
}
