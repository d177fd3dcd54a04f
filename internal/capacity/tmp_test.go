package capacity

import (
	"fmt"
	"testing"
	"time"
)

func TestZ(t *testing.T) {
	for _, later := range []int{0, 30} {
		for _, C := range []float64{100, 1000, 10000} {
			w := provisioned(C)
			a := w.adaptive(C)
			w.run(time.Duration(later) * time.Second)
			b := w.adaptive(C)
			w.run(300 * time.Second)
			for i := later; i < 300; i += 20 {
				x, y := a.between(time.Duration(i)*sec, time.Duration(i+20)*sec), b.between(time.Duration(i)*sec, time.Duration(i+20)*sec)
				fmt.Printf("[%.2f thr %.3f sum %.3f]", x.accepted/(x.accepted+y.accepted), (x.refused+y.refused)/(x.accepted+y.accepted+x.refused+y.refused), (x.accepted+y.accepted)/20/C)
			}
			fmt.Println()
		}
	}
	for _, C := range []float64{100, 1000, 10000} {
		w := provisioned(C)
		a := w.adaptive(C)
		for i, x := range []float64{1, 2, 1, .1} {
			w.provision(x * C)
			w.run(time.Duration(60*(i+1)) * sec)
		}
		for i := 58; i < 230; i++ {
			s := a.between(time.Duration(i)*sec, time.Duration(i+1)*sec)
			if i%60 < 12 || i%60 > 57 {
				fmt.Printf("%d:%.0f/%.0f ", i, s.accepted, s.refused)
			}
		}
		fmt.Println()
	}
	for _, C := range []float64{100, 1000, 10000} {
		w := provisioned(C)
		w.stray = 0.04
		a := w.adaptive(C)
		w.run(180 * time.Second)
		for i := 0; i < 180; i += 20 {
			x := a.between(time.Duration(i)*sec, time.Duration(i+20)*sec)
			fmt.Printf("[thr %.3f sum %.3f]", x.share(), x.accepted/20/C)
		}
		fmt.Println()
	}
}
