/** Another project: the same choice as on the first run, inside of the frame. */
import { ChooseProject } from './choose-project.tsx'
import styles from './welcome.module.css'

export const WelcomePage = () => (
  <div className={styles['scroll']}>
    <ChooseProject first={false} />
  </div>
)
