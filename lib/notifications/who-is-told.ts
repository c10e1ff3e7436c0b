/** What a person goes by where holds are concerned. */
export const subject = "coalesce(person.subject, person.id)";

/** Whether a person is away, and somebody stands in for them. */
const isAway = `exists (select from stand_in where stand_in.user_id = person.id and ended_at is null
  and now() >= starts_at and now() < ends_at)`;

/** Whether somebody was among the approvers when the call was held, as far as that is fixed. */
const seated = (who: string) => `(hold.approver_people = '{}' or ${who} = any(hold.approver_people))`;

/** Whether a person may decide the hold now, by their own groups or by those of somebody they stand in for. */
const mayDecide = `hold.user_id is distinct from ${subject} and not ${subject} = any(coalesce(hold.excluded, '{}'))
  and not exists (select from approval where hold_id = hold.id and approval.user_id = ${subject})
  and (person.groups && hold.approver_groups and ${seated(subject)} or exists (
    select from stand_in join "user" absent on absent.id = stand_in.user_id
    where stand_in.stand_in_id = person.id and ended_at is null and now() >= starts_at and now() < ends_at
      and absent.groups && hold.approver_groups and ${seated("coalesce(absent.subject, absent.id)")}
      and hold.user_id is distinct from absent.subject
      and not coalesce(absent.subject, absent.id) = any(coalesce(hold.excluded, '{}'))))`;

/** Which channels hear of a hold that waits, as conditions on `channel`, its `person` and `hold`. */
export const whoDecides = {
  shared: "channel.groups = '{}' or channel.groups && hold.approver_groups",
  own: `${mayDecide} and not ${isAway}`,
};
