-- Who hears of an event. An event is for some topics and who asks has some, both by these fragments
-- alone; it is theirs when one of them is the same. Streams (src/relay) compare the very texts.

-- Whom event b is for; o is its order, or nulls. An order's events stay its people's when it is
-- deleted: that it was is one of them. What is about an account is the person's, what is about
-- products is for managers, all else for admins.
-- fragment: event_topics
CASE WHEN o.id IS NOT NULL
     THEN array_remove(ARRAY['managers', 'user:' || o.user_id, 'customer:' || o.customer_id,
                             'department:' || o.department_id], NULL)
     WHEN starts_with(b.event, 'product.') THEN ARRAY['managers']
     WHEN starts_with(b.event, 'user.') THEN ARRAY['admins', 'user:' || b.subject_id]
     ELSE ARRAY['admins'] END

-- What `me` hears.
-- fragment: my_topics
array_remove(ARRAY['user:' || me.id, 'customer:' || me.customer_id,
                   CASE WHEN me.role = 'staff' THEN 'department:' || me.department_id END,
                   CASE WHEN me.role >= 'manager' THEN 'managers' END,
                   CASE WHEN me.role = 'admin' THEN 'admins' END], NULL)

-- Who asks, as `me`.
-- fragment: asker
(SELECT :me_id::bigint AS id, :me_role::role AS role, :me_department_id::bigint AS department_id,
        :me_customer_id::bigint AS customer_id)

-- fragment: event_visible
((SELECT @my_topics FROM @asker me) && (@event_topics))

-- An event as the world reads it, wherever it does.
-- fragment: event_columns
b.number, b.event AS type, b.created_at AS timestamp, b.order_id, b.payload AS data
