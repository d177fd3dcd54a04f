package number

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestOrderedFormsSortAsNumbersDo(t *testing.T) {
	nines := "9." + strings.Repeat("9", 37)
	ascending := []string{
		"-" + nines + "e125", "-1e125", "-100", "-12.34", "-12.3", "-12.01", "-12", "-11.99", "-2", "-1.01", "-1", "-0.1",
		"-" + nines + "e-130", "-1e-130", "0", "1e-130", nines + "e-130", "0.1", "1", "1.01", "2", "11.99", "12", "12.01", "12.3",
		"12.34", "100", "1e125", nines + "e125",
	}
	for i := 1; i < len(ascending); i++ {
		before := parse(t, ascending[i-1]).AppendOrdered(nil)
		after := parse(t, ascending[i]).AppendOrdered(nil)
		assert.Negative(t, bytes.Compare(before, after), "%s before %s", ascending[i-1], ascending[i])
	}
}

func TestOrderedFormAgreesWithCmp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers().Draw(t, "a"), numbers().Draw(t, "b")
		x, y := a.AppendOrdered([]byte("kept")), b.AppendOrdered(nil)
		if !bytes.HasPrefix(x, []byte("kept")) {
			t.Fatal("not appended")
		}
		x = x[len("kept"):]
		want := value(a).Cmp(value(b))
		if got := bytes.Compare(x, y); got != want {
			t.Fatalf("%v %x and %v %x compare as %d, want %d", a, x, b, y, got, want)
		}
		if want != 0 && (bytes.HasPrefix(x, y) || bytes.HasPrefix(y, x)) {
			t.Fatalf("%v %x and %v %x: one begins with the other", a, x, b, y)
		}
		if len(x) > MaxOrdered {
			t.Fatalf("%v takes %d bytes", a, len(x))
		}
	})
}

func TestLongestForms(t *testing.T) {
	d := parse(t, "-1."+strings.Repeat("1", 37)+"e-130")
	assert.Len(t, d.AppendOrdered(nil), MaxOrdered)
	assert.Len(t, d.AppendCanonical(nil), MaxCanonical)
	assert.Len(t, d.AppendText(nil), MaxText)
}
