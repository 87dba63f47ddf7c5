package probe

import (
	"context"
	"time"

	"certwright/model"
)

// otherRoleTimeout bounds the second conversation with a PostgreSQL.
const otherRoleTimeout = 3 * time.Second

// nobodyThere: PostgreSQL took our certificate, wanted no password, and then had no role of the name in it.
func nobodyThere(a model.Attempt) bool {
	return a.Sent && a.Reply != nil && a.Reply.Protocol == "postgres" && !a.Reply.Refused && a.Reply.Code == "ok" && a.Reply.Text != ""
}

// askOtherRole asks, with the same certificate, for a role that it does not name. Where names of certificates are those of
// roles (cert, clientcert=verify-full) that is refused, and nobody gets in with ours; where they are not, any role will do.
func (p *prober) askOtherRole(ctx context.Context, first plan) {
	ctx, cancel := context.WithTimeout(ctx, otherRoleTimeout)
	defer cancel()
	other := first
	other.purpose, other.user = model.PurposeOtherRole, strangerName+"-nobody"
	p.add(p.attempt(ctx, other, nil))
}
