/** First run: no project is open yet. */
import { Empty } from '../ui/panel-state.tsx'

export const WelcomePage = () => (
  <div>
    <h1>Welcome</h1>
    <Empty title="No project is open">Open the bundled project or a folder of yours.</Empty>
  </div>
)
