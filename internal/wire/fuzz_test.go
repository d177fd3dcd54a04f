package wire

import (
	"reflect"
	"testing"
)

// FuzzRequest fills inputs by decisions that it reads from the data.
func FuzzRequest(f *testing.F) {
	for i := range sdkOperations {
		f.Add(byte(i), []byte{1, 2, 1, 1, 0, 2, 5, 1, 1, 9, 1, 8, 2, 1, 7, 11, 3, 2, 1})
	}
	f.Fuzz(func(t *testing.T, operation byte, decisions []byte) {
		op := sdkOperations[int(operation)%len(sdkOperations)]
		in := reflect.New(op.input)
		filler{chooser: &recorded{decisions}, narrow: true, odd: true}.fill(in.Elem())
		requireSameRequest(t, op, in.Interface(), true)
	})
}

// FuzzAnswer reads any bytes as any operation's answer, by both protocols.
func FuzzAnswer(f *testing.F) {
	for i, op := range sdkOperations {
		if _, ok := shapes[op.name]; ok {
			f.Add(byte(i), sdkWrite(f, newFull(op.output)))
			f.Add(byte(i), sdkWrite(f, newOnly(op.output)))
		}
	}
	query := byte(0)
	for i, op := range sdkOperations {
		if op.name == "Query" {
			query = byte(i)
		}
	}
	for _, odd := range oddValues {
		f.Add(query, `{"Count":`+odd+`}`)
		f.Add(query, `{"Items":[{"a":`+odd+`}],"LastEvaluatedKey":`+odd+`}`)
		f.Add(query, `{"ConsumedCapacity":{"CapacityUnits":`+odd+`},"Unknown":`+odd+`}`)
	}
	f.Fuzz(func(t *testing.T, operation byte, body string) {
		op := sdkOperations[int(operation)%len(sdkOperations)]
		requireSameResult(t, op, ok(body))
	})
}

// FuzzMessyAnswer messes with an answer by decisions that it reads from the data, which gets
// further into answers than changing their bytes does.
func FuzzMessyAnswer(f *testing.F) {
	for i := range sdkOperations {
		f.Add(byte(i), uint64(i), []byte{3, 3, 3, 3, 0, 50, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1})
	}
	f.Fuzz(func(t *testing.T, operation byte, seed uint64, decisions []byte) {
		op := sdkOperations[int(operation)%len(sdkOperations)]
		out := reflect.New(op.output)
		filler{chooser: drawn{newRand(seed)}}.fill(out.Elem())
		m := messer{&recorded{decisions}, 16}
		requireSameResult(t, op, ok(m.mess(sdkWrite(t, out.Interface()))))
	})
}
