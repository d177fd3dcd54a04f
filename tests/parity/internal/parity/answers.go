package parity

import "go/types"

// kind is what an async method's result is of.
type kind uint8

const (
	_ kind = iota
	// future is one answer, and corresponds to (R, error):
	//
	//	*Future[R]
	//	*Job      if it has the methods Await(context.Context) (R, error) and Result() *Future[R]
	future
	// stream is many, and corresponds to iter.Seq2[T, error]: *Stream[T].
	stream
)

// The types with one type parameter, and the methods, by which answers are known.
const (
	futureName = "Future"
	streamName = "Stream"
	awaitName  = "Await"
	resultName = "Result"
)

// findAnswers looks for the types that async methods return. Those that are known by their methods are
// looked for when all futures are known.
func (c *checker) findAnswers() {
	var others []*types.TypeName
	for _, p := range c.api {
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			t, ok := definedType(scope.Lookup(name))
			if !ok || !t.Exported() {
				continue
			}
			named, ok := t.Type().(*types.Named)
			switch {
			case !ok:
			case named.TypeParams().Len() == 1 && name == futureName:
				c.answers[keyOf(t)] = future
			case named.TypeParams().Len() == 1 && name == streamName:
				c.answers[keyOf(t)] = stream
			default:
				others = append(others, t)
			}
		}
	}
	jobs := map[string]kind{}
	for _, t := range others {
		if c.awaited(t.Type().(*types.Named)) != nil {
			jobs[keyOf(t)] = future
		}
	}
	for key, kind := range jobs {
		c.answers[key] = kind
	}
}

// awaited is R of a type that has the methods Await(context.Context) (R, error) and Result() *Future[R].
// It's nil for any other type.
func (c *checker) awaited(named *types.Named) types.Type {
	var await, result types.Type
	for _, method := range exportedMethods(named) {
		params, results := method.Signature().Params(), method.Signature().Results()
		switch {
		case method.Name() == awaitName && params.Len() == 1 && isContext(params.At(0).Type()) &&
			results.Len() == 2 && isError(results.At(1).Type()):
			await = results.At(0).Type()
		case method.Name() == resultName && params.Len() == 0 && results.Len() == 1:
			if kind, of := c.answer(results.At(0).Type()); kind == future {
				result = of
			}
		}
	}
	if await == nil || result == nil || !types.Identical(await, result) {
		return nil
	}
	return await
}

// answer takes apart *Future[R], *Stream[T] and what is like a future: its kind, and R or T. The kind is 0 for
// any other type.
func (c *checker) answer(t types.Type) (k kind, of types.Type) {
	if _, ok := types.Unalias(t).(*types.Pointer); !ok {
		return 0, nil
	}
	k = c.answers[c.typeKey(t)]
	if k == 0 {
		return 0, nil
	}
	named := namedType(t)
	if of := c.awaited(named); of != nil {
		return k, of
	}
	return k, named.TypeArgs().At(0) // see findAnswers
}

// answered says what a method answers with, if it's an answer and nothing else.
func (c *checker) answered(fn *types.Func) (k kind, of types.Type) {
	results := fn.Signature().Results()
	if results.Len() != 1 {
		return 0, nil
	}
	return c.answer(results.At(0).Type())
}

func isContext(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}
