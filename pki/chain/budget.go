package chain

// The bounds of one judgement. A hostile peer sends what it likes; these keep the answer under a second.
const (
	maxSignatures = 300       // signature verifications, in units of one of RSA 4096 or P-256
	maxSteps      = 20_000    // certificates visited while searching paths
	maxPaths      = 100       // complete paths judged
	maxDepth      = 128       // certificates in a path
	maxNames      = 2_000_000 // comparisons of names with constraints
)

// budget counts down what is left of the work that one judgement may cause.
type budget struct {
	signatures, steps, paths, names int
	over                            string // which bound was hit first; "" while none was
}

func newBudget() *budget {
	return &budget{signatures: maxSignatures, steps: maxSteps, paths: maxPaths, names: maxNames}
}

// spend takes n from one of the counters and reports whether it was there to take.
func (b *budget) spend(left *int, n int, what string) bool {
	if *left < n {
		if b.over == "" {
			b.over = what
		}
		return false
	}
	*left -= n
	return true
}
