/** Opportunities. */
import { Empty } from '../ui/panel-state.tsx'

export const OpportunitiesPage = () => (
  <div>
    <h1>Opportunities</h1>
    <Empty title="Not here yet">What falls short of its goal is listed here.</Empty>
  </div>
)
