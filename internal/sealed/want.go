package sealed

import "context"

type wanted struct{}

// Wanting returns a ctx for scans and queries whose items may be returned sealed, with these attributes as their keys. Those that lack
// one of them, or can't be sealed for another reason, are returned as usual.
func Wanting(ctx context.Context, keys []string) context.Context {
	return context.WithValue(ctx, wanted{}, keys)
}

// Wanted returns the keys that were given to Wanting. ok is false if it wasn't called.
func Wanted(ctx context.Context) (keys []string, ok bool) {
	keys, ok = ctx.Value(wanted{}).([]string)
	return keys, ok
}
