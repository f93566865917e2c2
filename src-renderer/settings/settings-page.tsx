/** Settings. */
import { Empty } from '../ui/panel-state.tsx'

export const SettingsPage = ({ id: _id }: { readonly id: string | null }) => (
  <div>
    <h1>Settings</h1>
    <Empty title="Not here yet">Every setting with its meaning.</Empty>
  </div>
)
