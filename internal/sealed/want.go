package sealed

import "context"

type wanted struct{}

// Wanting returns a ctx for scans and queries whose items may be returned sealed, with these keys. Pages with an item that can't
// be sealed are returned as usual.
func Wanting(ctx context.Context, keys *Keys) context.Context {
	return context.WithValue(ctx, wanted{}, keys)
}

// Wanted returns the keys that were given to Wanting, nil if it wasn't called.
func Wanted(ctx context.Context) *Keys {
	keys, _ := ctx.Value(wanted{}).(*Keys)
	return keys
}
