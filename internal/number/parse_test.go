package number

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestEqualNumbersAreOneDecimal(t *testing.T) {
	for want, respelled := range map[string][]string{
		"0":                                   {"-0", "+0", "00", "0.0", ".0", "0.", "0e5", "-0.00E-7", "0e1000", "0E-1000"},
		"1":                                   {"1.0", "01", "+1", "1e0", "10e-1", "1.", "0.1e1", ".1E+1", "1e-0", "1e0000000000000000000000000"},
		"-1":                                  {"-1.0", "-01", "-10e-1"},
		"1200":                                {"12e2", "1.2e3", "0.0012e+6", "1200.00"},
		"0.5":                                 {".5", "+.5", "5e-1", "00.50"},
		"0.00001":                             {"1E-5"},
		"1.5":                                 {"1.50"},
		"101":                                 {"101.000"},
		"-0.00102":                            {"-1.02e-3"},
		"0." + strings.Repeat("0", 129) + "1": {"1e-130"},
		strings.Repeat("9", 38) + strings.Repeat("0", 88):          {"9." + strings.Repeat("9", 37) + "E+125"},
		"1" + strings.Repeat("0", 100):                             {"1e100"},
		"-0." + strings.Repeat("0", 129) + strings.Repeat("1", 38): {"-1." + strings.Repeat("1", 37) + "e-130"},
	} {
		d, err := Parse(want)
		require.NoError(t, err, want)
		assert.Equal(t, want, d.String())
		for _, s := range respelled {
			e, err := Parse(s)
			require.NoError(t, err, s)
			assert.True(t, d == e, "%s is not %s", s, want)
		}
	}
}

func TestRefusedNumbersSayWhy(t *testing.T) {
	nines, ones := strings.Repeat("9", 38), strings.Repeat("1", 39)
	for want, refused := range map[error][]string{
		ErrOverflow:  {"1e126", "-1e126", "10e125", nines + "e89", "1e2147483647"},
		ErrUnderflow: {"9e-131", "-9e-131", "0.9e-130", nines + "e-168", "1e-2147483647"},
		ErrPrecision: {ones, "1." + strings.Repeat("0", 37) + "1", "-" + ones + "e-50", ones + "e200", ones + "e-200", ones + ones},
	} {
		for _, s := range refused {
			d, err := Parse(s)
			assert.ErrorIs(t, err, want, s)
			assert.Zero(t, d, s)
		}
	}
}

// Each of these was refused by DynamoDB Local, except those marked as our own caution.
var notNumbers = []string{
	"", ".", "-", "+", "-.", "1e", "e1", "1e+", "1e+-1", "--1", "+-1", "-+1", "1..0", "1.0.0", "abc",
	"0x1", "NaN", "Infinity", "-Infinity", " 1", "1 ", "1 0", "1_0", "1,0", "1d5", "1f", "1e5.0", "1\x00",
	"1e99999999999999999999", "1e-99999999999999999999",
	"0e2147483648", "0e-2147483648", "0.0e-2147483647", "0.0e2147483648", "0e99999999999999999999",
	strings.Repeat("1", 39) + "x", strings.Repeat("1", 39) + "e", // too long, but that isn't the worst of it
	"\u0661", "\uff11", // Local takes digits of any script; we don't.
}

func TestWhatIsNoNumberIsNamed(t *testing.T) {
	for _, s := range notNumbers {
		d, err := Parse(s)
		var syntax *SyntaxError
		require.ErrorAs(t, err, &syntax, s)
		assert.Equal(t, s, syntax.Text)
		assert.Zero(t, d)
	}
	_, err := Parse("abc")
	assert.EqualError(t, err, "The parameter cannot be converted to a numeric value: abc")
	_, err = Parse("")
	assert.EqualError(t, err, "The parameter cannot be converted to a numeric value")
}

func TestSetForgetsTheNumberBefore(t *testing.T) {
	var d Decimal
	require.NoError(t, d.Set("-12345"))
	require.NoError(t, d.Set("1"))
	one, err := Parse("1")
	require.NoError(t, err)
	assert.True(t, d == one)
	require.Error(t, d.Set("12x"))
	assert.Zero(t, d)
}

type fataler interface{ Fatalf(string, ...any) }

// checkParse compares Parse and every text form with rational arithmetic.
func checkParse(t fataler, s string) {
	r, known := rational(s)
	if !known {
		return
	}
	d, err := Parse(s)
	if r == nil {
		if !errors.As(err, new(*SyntaxError)) {
			t.Fatalf("Parse(%q): %v, but it isn't a number", s, err)
		}
		return
	}
	if want := storable(r); err != want {
		t.Fatalf("Parse(%q): error %v, want %v", s, err, want)
	}
	if err != nil {
		return
	}
	canonical, text := string(d.AppendCanonical(nil)), d.String()
	if len(canonical) > MaxCanonical || len(text) > MaxText || len(d.AppendOrdered(nil)) > MaxOrdered {
		t.Fatalf("%q: a form is longer than its bound", s)
	}
	if value(d).Cmp(r) != 0 {
		t.Fatalf("Parse(%q) is %q, another number", s, canonical)
	}
	if strings.ContainsAny(text, "eE+") || text != plain(text) {
		t.Fatalf("Parse(%q) prints as %q", s, text)
	}
	for _, form := range []string{canonical, text} {
		again, err := Parse(form)
		if err != nil || again != d {
			t.Fatalf("form %q of %q becomes %q, %v", form, s, again, err)
		}
	}
}

// plain returns the text with no zeros that don't count.
func plain(text string) string {
	r, _ := rational(text)
	s := r.FloatString(200)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func TestParseAgreesWithRationalArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkParse(t, spellings().Draw(t, "s")) })
}

func FuzzParse(f *testing.F) {
	for _, n := range notNumbers {
		f.Add(n)
	}
	f.Add("10e-1")
	f.Add("0e1000")
	f.Add("-1." + strings.Repeat("1", 37) + "e-130")
	f.Add("1" + strings.Repeat("0", 125))
	f.Fuzz(func(t *testing.T, s string) { checkParse(t, s) })
}

func TestNothingAllocates(t *testing.T) {
	a, b := "-1."+strings.Repeat("1", 37)+"e-130", "1700000000123"
	var buf [MaxText]byte
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		x, _ := Parse(a)
		y, _ := Parse(b)
		x.AppendText(buf[:0])
		x.AppendOrdered(buf[:0])
		_, _ = Add(y, y)
		_ = x.Cmp(y)
	}))
}

func BenchmarkParse(b *testing.B) {
	for _, n := range []string{"42", "1700000000123", "-1." + strings.Repeat("1", 37) + "e-130"} {
		b.Run(n, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Parse(n)
			}
		})
	}
}
