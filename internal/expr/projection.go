package expr

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Projection is what a request wants to see of an item.
type Projection struct {
	root branch
}

// ParseProjection parses a ProjectionExpression.
func ParseProjection(src string, params *Params) (*Projection, error) {
	p, err := newParser(ProjectionExpression, src, params)
	if err != nil {
		return nil, err
	}
	var paths []path
	for {
		dst, err := p.path()
		if err != nil {
			return nil, err
		}
		paths = append(paths, dst)
		if !p.accept(tokenComma) {
			break
		}
	}
	if p.cur.kind != tokenEOF {
		return nil, p.syntaxError()
	}
	for _, dst := range paths {
		if err := p.checkPath(dst); err != nil {
			return nil, err
		}
	}
	root, err := p.addPaths(len(paths), func(i int) path { return paths[i] })
	if err != nil {
		return nil, err
	}
	return &Projection{root}, nil
}

// Attributes returns the names of the top-level attributes that the projection reads, in
// the order of the text, each once.
func (p *Projection) Attributes() []string { return p.root.names() }

// Apply returns what the projection leaves of the item: an empty map if nothing. Maps and
// lists of which only parts are wanted are new ones; everything else is the item's own.
func (p *Projection) Apply(item Source) map[string]types.AttributeValue {
	return p.root.project(item)
}
