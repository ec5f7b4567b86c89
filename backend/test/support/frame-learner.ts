import type { FrameLocator, Page } from 'playwright-core';

/** Opens an activity in the frame of the LMS' page and waits for its sommaire: pages in between have a `main`, too. */
export async function openActivity(page: Page, title: string): Promise<FrameLocator> {
  await page
    .locator('li.activity', { has: page.getByRole('heading', { name: title, exact: true }) })
    .locator('a.button')
    .click();
  const frame = page.frameLocator('#contentframe');
  await frame.locator('main [data-grain-link]').first().waitFor();
  return frame;
}

/** Finishes a grain from its sommaire, as a learner does, and comes back. */
export async function finishGrain(frame: FrameLocator, grain: string): Promise<void> {
  await frame.locator(`a[data-grain-link="${grain}"]`).first().click();
  await frame.locator('[data-grain-done]').click();
  await frame.locator('[data-grain-done][data-state="done"]').waitFor();
  await frame.locator('a[href$="sommaire.html"]').first().click();
  // The page of a grain lists its sequence, too: a click there could be lost when the sommaire comes.
  await frame.locator('[data-resume]').first().waitFor({ state: 'attached' });
  await frame.locator(`a[data-grain-link="${grain}"][data-state="done"]`).first().waitFor();
}
