//! Arabic.

use super::{Direction, Phrase, Texts};

impl Texts {
    /// Arabic.
    pub const ARABIC: Self = Self {
        language: "ar",
        direction: Direction::RightToLeft,
        scope: |_| None,
        minutes: |many| count(many, ["دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة"]),
        hours: |many| count(many, ["ساعة واحدة", "ساعتين", "ساعات", "ساعة"]),
        days: |many| count(many, ["يوم واحد", "يومين", "أيام", "يومًا"]),

        error_title: Phrase::new("خطأ: {0}"),

        sign_in: "تسجيل الدخول",
        sign_in_for: Phrase::new("للمتابعة إلى {0}"),
        username: "اسم المستخدم",
        password: "كلمة المرور",
        wrong_credentials: "اسم المستخدم أو كلمة المرور غير صحيحة.",
        try_again_in: Phrase::new("محاولات كثيرة جدًا. حاول مرة أخرى بعد {0}."),

        consent_heading: Phrase::new("يطلب {0} الوصول إلى حسابك في {1}"),
        consent_title: Phrase::new("هل تسمح لـ {0}؟"),
        verified: Phrase::new("موثَّق: يتبع {0}"),
        unverified: "غير موثَّق: اختار التطبيق هذا الاسم بنفسه",
        first_time: "لم تستخدمه هنا من قبل.",
        signed_in_as: Phrase::new("سجّلت الدخول باسم {0}"),
        switch_account: "استخدام حساب آخر",
        will_be_able: "سيتمكن من",
        may_also: "ويطلب أيضًا، إن أردت",
        new: "جديد",
        nothing_particular: "لا يطلب أي إذن معيّن.",
        never: "لن يرى كلمة مرورك.",
        identifier: "معرّفه هنا",
        opens: "يصل إلى",
        how_long: "المدة",
        lasts: Phrase::new("{0}، ثم عليه أن يسأل من جديد"),
        lasts_away: Phrase::new("إلى أن تلغيه، وبحد أقصى {0}، حتى أثناء غيابك"),
        next: "إلى أين ستنتقل",
        on_this_computer: "تطبيق على هذا الحاسوب",
        on_this_device: Phrase::new("تطبيق على هذا الجهاز ({0})"),
        started_by_you: "لا تسمح بهذا إلا إذا بدأته بنفسك الآن.",
        insecure: "تُرسَل الإجابة دون تشفير، ويمكن لآخرين على الشبكة قراءتها.",
        deny: "رفض",
        allow: "سماح",

        form_post_heading: "إجابتك جاهزة",
        form_post_to: Phrase::new("ستُرسَل إلى {0}."),
        go_on: "متابعة",

        cannot_go_on: "لا يمكن متابعة هذا الطلب",
        try_again_later: "يواجه هذا الخادم مشكلة. يُرجى المحاولة بعد قليل.",
        go_back: "ارجع إلى التطبيق الذي أرسلك إلى هنا وابدأ من جديد. وإذا تكرر ذلك فأخبر القائمين \
                  عليه.",
        lapsed: "لم يعد هذا السؤال مطروحًا، ولم يُسمح بشيء.",
        start_again: "البدء من جديد",
        details: "تفاصيل للمطورين",

        signed_in: "لقد سجّلت الدخول",
        sign_out: "تسجيل الخروج",
        signed_out: "لقد سجّلت الخروج",
        close_page: "يمكنك إغلاق هذه الصفحة.",

        apps: "التطبيقات المرتبطة",
        apps_intro: "لهذه التطبيقات حق الوصول إلى حسابك، وينتهي فور إلغائه.",
        no_apps: "ليس لأي تطبيق حق الوصول إلى حسابك.",
        no_longer_registered: "لم يعد مسجَّلًا هنا.",
        no_permission: "ليس له أي إذن معيّن.",
        since: Phrase::new("سُمح به في {0}"),
        last_used: Phrase::new("آخر استخدام في {0}"),
        revoke: "إلغاء الوصول",
        revoke_of: Phrase::new("إلغاء وصول {0}"),
    };
}

/// One, two, three to ten of each hundred, and all others.
fn count(many: u64, [one, two, few, others]: [&str; 4]) -> String {
    match (many, many % 100) {
        (1, _) => one.to_owned(),
        (2, _) => two.to_owned(),
        (_, 3..=10) => format!("{many} {few}"),
        _ => format!("{many} {others}"),
    }
}
