/** Shows a column, as the last one, or hides it; the last one that is shown stays. */
export function toggleColumn<Id extends string>(visible: readonly Id[], id: Id): Id[] {
  if (!visible.includes(id)) return [...visible, id];
  return visible.length === 1 ? [...visible] : visible.filter((other) => other !== id);
}

/** Moves a column one place to the left (-1) or to the right (1), where there is one. */
export function moveColumn<Id extends string>(visible: readonly Id[], id: Id, step: 1 | -1): Id[] {
  const place = visible.indexOf(id);
  const neighbour = visible[place + step];
  if (place === -1 || neighbour === undefined) return [...visible];
  return visible.map((other) => (other === id ? neighbour : other === neighbour ? id : other));
}
