// Types of the academic API and of OneRoster, made of /orchestrator/docs/openapi-orchestrator.yaml. Do not edit.
export interface paths {
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Obtenir un jeton d’accès / Get an access token
         * @description OAuth 2.0 client credentials : `client_id` est l’identifiant de la clé, `client_secret` la clé elle-même, en Basic ou dans le formulaire. Le jeton vaut une heure, avec les droits et les quotas de la clé. / `client_id` is the id of the key, `client_secret` the key itself.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liste des étudiants / students
         * @description Les étudiants de l’établissement, filtrés par classe et promotion, par ordre de nom. Une classe compte tous ceux qui y sont inscrits. Scope requis : `academic:read`. / The institution’s students by name; a class has everybody enrolled in it.
         */
        get: operations["getStudents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liste des classes / classes
         * @description Les classes avec leur enseignant et leur nombre d’étudiants actifs. Sans `limit`, toutes. Scope requis : `academic:read`. / Classes with their teacher and number of active students; all of them without `limit`.
         */
        get: operations["getClasses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liste des promotions / promotions
         * @description Les promotions avec leurs nombres de classes et d’étudiants actifs. Scope requis : `academic:read`. / Promotions with their numbers of active classes and students.
         */
        get: operations["getPromotions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/themes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liste des thèmes pédagogiques / themes
         * @description Les thèmes, par ordre de titre. Scope requis : `academic:read`. / Themes by title.
         */
        get: operations["getThemes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Liste des affectations / assignments
         * @description Les affectations, la plus proche échéance en dernier. `class_id` prend celles de la classe et de sa promotion. Scope requis : `academic:read`. / Assignments, the latest due first; `class_id` takes those of the class and of its promotion.
         */
        get: operations["getAssignments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Statistiques agrégées / statistics
         * @description Le travail par étudiant et par thème entre deux jours compris, et quatre métriques : `total_sessions`, `avg_score` (0-100), `avg_mastery` (0-1), `total_time_hours`. Sans travail, les moyennes sont `null`. Scope requis : `academic:read`. / Work per student and theme between two days, both included.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/academic/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export complet / complete export
         * @description Toutes les données en une seule requête, d’un seul instantané, en flux. Un appel à la fois par clé. Scope requis : `academic:export`. / Everything in one streamed answer from one snapshot; one call at a time per key.
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/academicSessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes : promotions et leurs termes / getAllAcademicSessions
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllAcademicSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/academicSessions/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes : promotions et leurs termes / getAcademicSession
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAcademicSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getAllClasses
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllClasses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/classes/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cours : thèmes, et le programme de chaque promotion / getAllCourses
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllCourses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/courses/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cours : thèmes, et le programme de chaque promotion / getCourse
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getCourse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/demographics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Données démographiques (aucune) / getAllDemographics
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster-demographics.readonly`.
         */
        get: operations["getAllDemographics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/demographics/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Données démographiques (aucune) / getDemographics
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster-demographics.readonly`.
         */
        get: operations["getDemographics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getAllEnrollments
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllEnrollments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/enrollments/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getEnrollment
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getEnrollment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/gradingPeriods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes de notation (aucune) / getAllGradingPeriods
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllGradingPeriods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/gradingPeriods/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes de notation (aucune) / getGradingPeriod
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getGradingPeriod"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/orgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Organisations : l’établissement / getAllOrgs
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllOrgs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/orgs/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Organisations : l’établissement / getOrg
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getOrg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Écoles : l’établissement / getAllSchools
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllSchools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Écoles : l’établissement / getSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getAllStudents
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllStudents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/students/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudent
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getStudent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getAllTeachers
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllTeachers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/teachers/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeacher
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getTeacher"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Termes (un par promotion) / getAllTerms
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllTerms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/terms/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Termes (un par promotion) / getTerm
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getTerm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Personnes / getAllUsers
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/users/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Personnes / getUser
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/classes/{classSourcedId}/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentsForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getStudentsForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/classes/{classSourcedId}/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeachersForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTeachersForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/courses/{courseSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForCourse
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForCourse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/classes/{classSourcedId}/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getEnrollmentsForClassInSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getEnrollmentsForClassInSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/classes/{classSourcedId}/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentsForClassInSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getStudentsForClassInSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/classes/{classSourcedId}/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeachersForClassInSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTeachersForClassInSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cours : thèmes, et le programme de chaque promotion / getCoursesForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getCoursesForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getEnrollmentsForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getEnrollmentsForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentsForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getStudentsForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeachersForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTeachersForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/schools/{schoolSourcedId}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Termes (un par promotion) / getTermsForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTermsForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/students/{studentSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForStudent
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForStudent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/teachers/{teacherSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForTeacher
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForTeacher"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/terms/{termSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForTerm
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForTerm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/terms/{termSourcedId}/gradingPeriods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes de notation (aucune) / getGradingPeriodsForTerm
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getGradingPeriodsForTerm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/rostering/v1p2/users/{userSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForUser
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catégories : types d’affectation / getAllCategories
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getAllCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/categories/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catégories : types d’affectation / getCategory
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getCategory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/lineItems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Colonnes de notes : affectations par classe / getAllLineItems
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getAllLineItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/lineItems/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Colonnes de notes : affectations par classe / getLineItem
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getLineItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Résultats : moyenne par étudiant et affectation / getAllResults
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getAllResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/results/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Résultats : moyenne par étudiant et affectation / getResult
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/scoreScales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Échelles de notation (aucune) / getAllScoreScales
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getAllScoreScales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/scoreScales/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Échelles de notation (aucune) / getScoreScale
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly` / `gradebook-core.readonly`.
         */
        get: operations["getScoreScale"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/classes/{classSourcedId}/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Catégories : types d’affectation / getCategoriesForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getCategoriesForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/classes/{classSourcedId}/lineItems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Colonnes de notes : affectations par classe / getLineItemsForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getLineItemsForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/classes/{classSourcedId}/lineItems/{lineItemSourcedId}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Résultats : moyenne par étudiant et affectation / getResultsForLineItemForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getResultsForLineItemForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/classes/{classSourcedId}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Résultats : moyenne par étudiant et affectation / getResultsForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getResultsForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/classes/{classSourcedId}/scoreScales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Échelles de notation (aucune) / getScoreScalesForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getScoreScalesForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/classes/{classSourcedId}/students/{studentSourcedId}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Résultats : moyenne par étudiant et affectation / getResultsForStudentForClass
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getResultsForStudentForClass"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/gradebook/v1p2/schools/{schoolSourcedId}/scoreScales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Échelles de notation (aucune) / getScoreScalesForSchool
         * @description OneRoster 1.2. Scope requis : `academic:read`, ou pour un jeton `gradebook.readonly`.
         */
        get: operations["getScoreScalesForSchool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/academicSessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes : promotions et leurs termes / getAllAcademicSessionsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllAcademicSessionsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/academicSessions/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes : promotions et leurs termes / getAcademicSessionV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAcademicSessionV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getAllClassesV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllClassesV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/classes/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getClassV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cours : thèmes, et le programme de chaque promotion / getAllCoursesV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllCoursesV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/courses/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cours : thèmes, et le programme de chaque promotion / getCourseV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getCourseV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/demographics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Données démographiques (aucune) / getAllDemographicsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster-demographics.readonly`.
         */
        get: operations["getAllDemographicsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/demographics/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Données démographiques (aucune) / getDemographicsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster-demographics.readonly`.
         */
        get: operations["getDemographicsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getAllEnrollmentsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllEnrollmentsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/enrollments/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getEnrollmentV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getEnrollmentV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/gradingPeriods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes de notation (aucune) / getAllGradingPeriodsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllGradingPeriodsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/gradingPeriods/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes de notation (aucune) / getGradingPeriodV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getGradingPeriodV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/orgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Organisations : l’établissement / getAllOrgsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllOrgsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/orgs/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Organisations : l’établissement / getOrgV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getOrgV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Écoles : l’établissement / getAllSchoolsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllSchoolsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Écoles : l’établissement / getSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getAllStudentsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllStudentsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/students/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getStudentV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getAllTeachersV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllTeachersV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/teachers/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeacherV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getTeacherV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Termes (un par promotion) / getAllTermsV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllTermsV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/terms/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Termes (un par promotion) / getTermV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getTermV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Personnes / getAllUsersV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getAllUsersV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/users/{sourcedId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Personnes / getUserV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly` / `roster-core.readonly`.
         */
        get: operations["getUserV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/classes/{classSourcedId}/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentsForClassV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getStudentsForClassV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/classes/{classSourcedId}/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeachersForClassV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTeachersForClassV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/courses/{courseSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForCourseV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForCourseV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/classes/{classSourcedId}/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getEnrollmentsForClassInSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getEnrollmentsForClassInSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/classes/{classSourcedId}/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentsForClassInSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getStudentsForClassInSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/classes/{classSourcedId}/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeachersForClassInSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTeachersForClassInSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/courses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cours : thèmes, et le programme de chaque promotion / getCoursesForSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getCoursesForSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/enrollments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Inscriptions / getEnrollmentsForSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getEnrollmentsForSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Étudiants / getStudentsForSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getStudentsForSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/teachers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enseignants / getTeachersForSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTeachersForSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/schools/{schoolSourcedId}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Termes (un par promotion) / getTermsForSchoolV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getTermsForSchoolV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/students/{studentSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForStudentV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForStudentV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/teachers/{teacherSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForTeacherV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForTeacherV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/terms/{termSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForTermV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForTermV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/terms/{termSourcedId}/gradingPeriods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Périodes de notation (aucune) / getGradingPeriodsForTermV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getGradingPeriodsForTermV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ims/oneroster/v1p1/users/{userSourcedId}/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Classes / getClassesForUserV1p1
         * @description OneRoster 1.1. Scope requis : `academic:read`, ou pour un jeton `roster.readonly`.
         */
        get: operations["getClassesForUserV1p1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Student */
        Student: {
            /**
             * @description Identifiant de l’établissement / the institution’s id
             * @example STUDENT_PARIS_002
             */
            id: string;
            /** @example 7c0a4f1e-0d53-4c0e-9a57-5b0f6f0e7a21 */
            uuid_scolaire: string | null;
            /** @example adam.benali@exemple.fr */
            email_scolaire: string | null;
            /**
             * @description Prénom / first name
             * @example Adam
             */
            firstname: string | null;
            /**
             * @description Nom / last name
             * @example Benali
             */
            lastname: string | null;
            /**
             * @description Classe principale / main class
             * @example CLASS_PARIS_L1_A
             */
            class_id: string | null;
            /**
             * @description Promotion
             * @example PROMO_PARIS_L1
             */
            promo_id: string | null;
            /** @description Accord pour la transmission des données / agreed to sharing */
            consent_sharing: boolean;
            /** @enum {string} */
            status: "active" | "graduated" | "withdrawn";
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-09-01T07:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-11-13T10:14:15Z
             */
            updated_at: string;
            /** @example L1 groupe A */
            class_name: string | null;
            /** @example Licence 1 */
            promo_name: string | null;
        };
        /** Pagination */
        Pagination: {
            /** @description Tous les résultats du filtre / all rows of the filter */
            total: number;
            /** @description Limite appliquée / the limit in effect */
            limit: number;
            offset: number;
            has_more: boolean;
            next_cursor?: string | null;
            /** @description false : compté il y a moins de 30 s / counted within 30 s */
            total_is_exact?: boolean;
        };
        /** Class */
        Class: {
            /**
             * @description Classe / class
             * @example CLASS_PARIS_L1_A
             */
            id: string;
            /** @example L1 groupe A */
            name: string;
            description: string | null;
            /**
             * @description Promotion
             * @example PROMO_PARIS_L1
             */
            promo_id: string | null;
            /**
             * @description Enseignant / teacher
             * @example TEACHER_PARIS_001
             */
            teacher_id: string | null;
            /** @example 24 */
            student_count: number;
            /** @enum {string} */
            status: "active" | "archived";
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-09-01T07:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-11-13T10:14:15Z
             */
            updated_at: string;
            /** @example Licence 1 */
            promo_name: string | null;
            /** @example Hélène */
            teacher_firstname: string | null;
            /** @example Caron */
            teacher_lastname: string | null;
        };
        /** Promotion */
        Promotion: {
            /**
             * @description Promotion
             * @example PROMO_PARIS_L1
             */
            id: string;
            /** @example Licence 1 */
            name: string;
            description: string | null;
            /** @example L1 */
            level: string | null;
            /** @example 2025 */
            year_start: number | null;
            /** @example 2026 */
            year_end: number | null;
            /** @example 3 */
            class_count: number;
            /** @example 24 */
            student_count: number;
            /** @enum {string} */
            status: "active" | "archived";
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-09-01T07:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-11-13T10:14:15Z
             */
            updated_at: string;
        };
        /** Theme */
        Theme: {
            /**
             * @description Thème / theme
             * @example THEME_CHIFFREMENT
             */
            id: string;
            /** @example Chiffrement et signatures */
            title: string;
            description: string | null;
            tags: string[];
            /** @enum {string|null} */
            difficulty: "beginner" | "intermediate" | "advanced" | null;
            /** @enum {string} */
            source: "manual" | "import" | "module";
            /** @enum {string} */
            status: "draft" | "active" | "archived";
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-09-01T07:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-11-13T10:14:15Z
             */
            updated_at: string;
        };
        /** Assignment */
        Assignment: {
            /**
             * @description Affectation / assignment
             * @example ASSIGN_PARIS_001
             */
            id: string;
            /** @enum {string} */
            type: "quiz" | "flashcards" | "fiche" | "annales" | "module";
            /** @example Quiz : chiffrement */
            title: string;
            /** @enum {string|null} */
            mode: "post-cours" | "pre-examen" | "revision-generale" | null;
            /**
             * @description Thème / theme
             * @example THEME_CHIFFREMENT
             */
            theme_id: string | null;
            /**
             * @description Enseignant / teacher
             * @example TEACHER_PARIS_001
             */
            teacher_id: string | null;
            /** @enum {string} */
            status: "draft" | "queued" | "pushed" | "ack" | "error";
            /**
             * Format: date-time
             * @example 2025-12-01T10:00:00Z
             */
            due_at: string | null;
            instructions: string | null;
            targets: {
                /** @enum {string} */
                target_type: "student" | "class" | "promo";
                /** @example CLASS_PARIS_L1_A */
                target_id: string;
            }[];
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-09-01T07:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-11-13T10:14:15Z
             */
            updated_at: string;
            /** @example Chiffrement et signatures */
            theme_title: string | null;
            /** @enum {string|null} */
            theme_difficulty: "beginner" | "intermediate" | "advanced" | null;
            /** @example Hélène */
            teacher_firstname: string | null;
            /** @example Caron */
            teacher_lastname: string | null;
        };
        /** StudyStats */
        StudyStats: {
            /**
             * @description Étudiant / student
             * @example STUDENT_PARIS_002
             */
            student_id: string;
            /**
             * @description Thème / theme
             * @example THEME_CHIFFREMENT
             */
            theme_id: string | null;
            /**
             * @description Séances / study sessions
             * @example 2
             */
            attempts: number;
            /**
             * @description Score moyen (0-100) / mean score
             * @example 67.5
             */
            score: number | null;
            /**
             * @description Maîtrise à la dernière séance (0-1) / mastery after the latest session
             * @example 0.73
             */
            mastery: number | null;
            /**
             * @description Secondes / seconds
             * @example 3993
             */
            time_spent: number;
            /**
             * Format: date-time
             * @description UTC
             * @example 2025-11-11T12:40:56Z
             */
            last_activity_at: string;
            /** @example Adam */
            firstname: string | null;
            /** @example Benali */
            lastname: string | null;
            /** @example adam.benali@exemple.fr */
            email_scolaire: string | null;
            /** @example Chiffrement et signatures */
            theme_title: string | null;
            /** @enum {string|null} */
            theme_difficulty: "beginner" | "intermediate" | "advanced" | null;
        };
        /** StudyAggregates */
        StudyAggregates: {
            /**
             * @description Nombre total de sessions / number of study sessions
             * @example 22
             */
            total_sessions: number | null;
            /**
             * @description Score moyen (0-100) / mean score
             * @example 63.68
             */
            avg_score: number | null;
            /**
             * @description Maîtrise moyenne des séances (0-1) / mean mastery of the sessions
             * @example 0.72
             */
            avg_mastery: number | null;
            /**
             * @description Temps total en heures / hours in all
             * @example 9.37
             */
            total_time_hours: number | null;
        };
        /** AcademicSession */
        AcademicSession: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            title?: string;
            /** Format: date */
            startDate?: string;
            /** Format: date */
            endDate?: string;
            /** @enum {string} */
            type?: "schoolYear" | "term";
            parent?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "academicSession";
            };
            children?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "academicSession";
            }[];
            schoolYear?: string;
        };
        /** OneRosterClass */
        OneRosterClass: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            title?: string;
            classCode?: string;
            /** @enum {string} */
            classType?: "scheduled";
            grades?: string[];
            subjects?: string[];
            course?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "course";
            };
            school?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "org";
            };
            terms?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "academicSession";
            }[];
        };
        /** Course */
        Course: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            title?: string;
            schoolYear?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "academicSession";
            };
            courseCode?: string;
            grades?: string[];
            subjects?: string[];
            org?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "org";
            };
        };
        /** Demographics */
        Demographics: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
        };
        /** Enrollment */
        Enrollment: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            user?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "user";
            };
            class?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "class";
            };
            school?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "org";
            };
            /** @enum {string} */
            role?: "student" | "teacher";
            /** @enum {string} */
            primary?: "true" | "false";
        };
        /** Org */
        Org: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            name?: string;
            /** @enum {string} */
            type?: "school";
            identifier?: string;
        };
        /** User */
        User: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            username?: string;
            userIds?: string[];
            /** @enum {string} */
            enabledUser?: "true" | "false";
            /** @description `-` : inconnu / unknown */
            givenName?: string;
            /** @description `-` : inconnu / unknown */
            familyName?: string;
            identifier?: string;
            email?: string;
            agents?: string[];
            grades?: string[];
            userMasterIdentifier?: string;
            roles?: {
                /** @enum {string} */
                roleType: "primary" | "secondary";
                /** @enum {string} */
                role: "student" | "teacher";
                org: {
                    /** Format: uri */
                    href: string;
                    sourcedId: string;
                    /** @enum {string} */
                    type: "org";
                };
            }[];
            primaryOrg?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "org";
            };
        };
        /** Category */
        Category: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            title?: string;
        };
        /** LineItem */
        LineItem: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            title?: string;
            description?: string;
            /**
             * Format: date-time
             * @description UTC
             */
            assignDate?: string;
            /**
             * Format: date-time
             * @description UTC
             */
            dueDate?: string;
            class?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "class";
            };
            school?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "org";
            };
            category?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "category";
            };
            academicSession?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "academicSession";
            };
            resultValueMin?: number;
            resultValueMax?: number;
        };
        /** Result */
        Result: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            lineItem?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "lineItem";
            };
            student?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "user";
            };
            class?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "class";
            };
            /** @enum {string} */
            scoreStatus?: "fully graded" | "submitted";
            score?: number;
            /** Format: date */
            scoreDate?: string;
        };
        /** ScoreScale */
        ScoreScale: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
        };
        /** UserV1p1 */
        UserV1p1: {
            sourcedId?: string;
            /** @enum {string} */
            status?: "active" | "tobedeleted";
            /**
             * Format: date-time
             * @description UTC
             */
            dateLastModified?: string;
            username?: string;
            userIds?: string[];
            /** @enum {string} */
            enabledUser?: "true" | "false";
            /** @description `-` : inconnu / unknown */
            givenName?: string;
            /** @description `-` : inconnu / unknown */
            familyName?: string;
            identifier?: string;
            email?: string;
            agents?: string[];
            grades?: string[];
            /** @enum {string} */
            role?: "student" | "teacher";
            orgs?: {
                /** Format: uri */
                href: string;
                sourcedId: string;
                /** @enum {string} */
                type: "org";
            }[];
        };
    };
    responses: {
        /** @description Default Response */
        Status400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    error: string;
                    error_description: string;
                    message: string;
                    request_id: string;
                };
            };
        };
        /** @description Paramètre ou en-tête invalide / invalid parameter or header */
        Status4002: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "invalid_parameter",
                 *       "message": "Invalid parameter limit: expected a whole number, 1 or more.",
                 *       "parameter": "limit",
                 *       "reason": "expected a whole number, 1 or more",
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                    parameter?: string;
                    reason?: string;
                    allowed_parameters?: string[];
                    allowed_values?: string[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Clé API ou jeton manquant ou invalide / key or token missing or invalid */
        Status401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "invalid_api_key",
                 *       "message": "Invalid or expired API key.",
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Tenant invalide ou scope insuffisant / wrong institution or missing scope */
        Status403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "insufficient_scope",
                 *       "message": "Your API key does not have the required scope: academic:export",
                 *       "required_scope": "academic:export",
                 *       "your_scopes": [
                 *         "academic:read"
                 *       ],
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                    required_scope?: string;
                    your_scopes?: string[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Ressource inexistante / no such resource */
        Status404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "not_found",
                 *       "message": "Academic API resource not found: unknown",
                 *       "available_resources": [
                 *         "students",
                 *         "classes",
                 *         "promotions",
                 *         "themes",
                 *         "assignments",
                 *         "stats",
                 *         "export"
                 *       ],
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                    available_resources?: ("students" | "classes" | "promotions" | "themes" | "assignments" | "stats" | "export")[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Seul GET est accepté / only GET */
        Status405: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "method_not_allowed",
                 *       "message": "Only GET requests are allowed on academic endpoints. This is a read-only API.",
                 *       "allowed_methods": [
                 *         "GET"
                 *       ],
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                    allowed_methods?: string[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Quota dépassé / quota exceeded */
        Status429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "rate_limit_exceeded",
                 *       "message": "Rate limit exceeded. Please retry after the reset time.",
                 *       "retry_after": 45,
                 *       "reset_at": "2025-11-13T10:15:00Z",
                 *       "limits": {
                 *         "minute": 60,
                 *         "hour": 1000,
                 *         "day": 10000
                 *       },
                 *       "remaining": {
                 *         "minute": 0,
                 *         "hour": 234,
                 *         "day": 5678
                 *       },
                 *       "exceeded": [
                 *         "minute"
                 *       ],
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                    retry_after?: number;
                    reset_at?: string;
                    limits?: {
                        minute: number;
                        hour: number;
                        day: number;
                    };
                    remaining?: {
                        minute: number;
                        hour: number;
                        day: number;
                    };
                    exceeded?: ("minute" | "hour" | "day")[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Erreur interne / internal error */
        Status500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "internal_error",
                 *       "message": "Something went wrong on our side.",
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Service indisponible, réessayer / unavailable, try again */
        Status503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "service_unavailable",
                 *       "message": "The service cannot answer right now. Nothing is lost; please try again in a moment.",
                 *       "request_id": "0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11"
                 *     }
                 */
                "application/json": {
                    error: string;
                    message: string;
                    request_id: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status200: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    academicSessions: components["schemas"]["AcademicSession"][];
                };
            };
        };
        /** @description Paramètre, filtre ou champ invalide / invalid parameter, filter or field */
        Status4003: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Clé ou jeton manquant ou invalide / key or token missing or invalid */
        Status4012: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Autre établissement ou droit manquant / another institution or missing scope */
        Status4032: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Cet enregistrement n’existe pas / no such record */
        Status4042: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Seul GET est accepté / only GET */
        Status4052: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Quota dépassé / quota exceeded */
        Status4292: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Erreur interne / internal error */
        Status5002: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description Service indisponible, réessayer / unavailable, try again */
        Status5032: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /** @enum {string} */
                    imsx_codeMajor: "failure";
                    /** @enum {string} */
                    imsx_severity: "error";
                    imsx_description: string;
                    imsx_CodeMinor: {
                        imsx_codeMinorField: {
                            imsx_codeMinorFieldName: string;
                            /** @enum {string} */
                            imsx_codeMinorFieldValue: "invaliddata" | "invalid_filter_field" | "invalid_selection_field" | "unauthorisedrequest" | "forbidden" | "server_busy" | "unknownobject" | "internal_server_error";
                        }[];
                    };
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status2002: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    academicSession: components["schemas"]["AcademicSession"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status2003: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    classes: components["schemas"]["OneRosterClass"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status2004: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    class: components["schemas"]["OneRosterClass"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status2005: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    courses: components["schemas"]["Course"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status2006: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    course: components["schemas"]["Course"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status2007: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    demographics: components["schemas"]["Demographics"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status2008: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    demographics: components["schemas"]["Demographics"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status2009: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    enrollments: components["schemas"]["Enrollment"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status20010: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    enrollment: components["schemas"]["Enrollment"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20011: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    orgs: components["schemas"]["Org"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status20012: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    org: components["schemas"]["Org"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20013: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    users: components["schemas"]["User"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status20014: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    user: components["schemas"]["User"];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20015: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    categories: components["schemas"]["Category"][];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20016: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    lineItems: components["schemas"]["LineItem"][];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20017: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    results: components["schemas"]["Result"][];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20018: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    scoreScales: components["schemas"]["ScoreScale"][];
                };
            };
        };
        /** @description Une page de la collection / a page of the collection */
        Status20019: {
            headers: {
                /** @description Tous les résultats du filtre / all rows of the filter */
                "X-Total-Count"?: number;
                /** @description first, prev, next, last */
                Link?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    users: components["schemas"]["UserV1p1"][];
                };
            };
        };
        /** @description L’enregistrement / the record */
        Status20020: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    user: components["schemas"]["UserV1p1"];
                };
            };
        };
    };
    parameters: {
        /** @description Filtrer par classe / Filter by class */
        class_id: string;
        /** @description Filtrer par promotion / Filter by promotion */
        promo_id: string;
        /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
        limit: number;
        /** @description Nombre de résultats à passer. / Rows to skip. */
        offset: number;
        /** @description La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`. */
        cursor: string;
        /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
        "x-orchestrator-id": string;
        /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
        status: "active" | "archived" | "all";
        /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
        limit2: number;
        /** @description Nombre de résultats à passer. / Rows to skip. */
        offset2: number;
        limit3: number;
        offset3: number;
        /** @description Champ de tri / field to sort by */
        sort: string;
        orderBy: "asc" | "desc";
        /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
        filter: string;
        /** @description Champs voulus, séparés par des virgules / wanted fields */
        fields: string;
        sourcedId: string;
        classSourcedId: string;
        courseSourcedId: string;
        schoolSourcedId: string;
        studentSourcedId: string;
        teacherSourcedId: string;
        termSourcedId: string;
        userSourcedId: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        access_token: string;
                        /** @enum {string} */
                        token_type: "Bearer";
                        expires_in: number;
                        scope: string;
                    };
                };
            };
            400: components["responses"]["Status400"];
            401: components["responses"]["Status400"];
            429: components["responses"]["Status400"];
        };
    };
    getStudents: {
        parameters: {
            query?: {
                /** @description Filtrer par classe / Filter by class */
                class_id?: components["parameters"]["class_id"];
                /** @description Filtrer par promotion / Filter by promotion */
                promo_id?: components["parameters"]["promo_id"];
                /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
                limit?: components["parameters"]["limit"];
                /** @description Nombre de résultats à passer. / Rows to skip. */
                offset?: components["parameters"]["offset"];
                /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
                status?: "active" | "graduated" | "withdrawn" | "all";
                /** @description La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description La liste / the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Student"][];
                        pagination: components["schemas"]["Pagination"];
                        meta: {
                            /** @example TENANT_INST_PARIS */
                            tenant_id: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            generated_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getClasses: {
        parameters: {
            query?: {
                /** @description Filtrer par promotion / Filter by promotion */
                promo_id?: components["parameters"]["promo_id"];
                /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
                status?: components["parameters"]["status"];
                /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
                limit?: components["parameters"]["limit2"];
                /** @description Nombre de résultats à passer. / Rows to skip. */
                offset?: components["parameters"]["offset2"];
                /** @description La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description La liste / the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Class"][];
                        pagination?: components["schemas"]["Pagination"];
                        meta: {
                            /** @example TENANT_INST_PARIS */
                            tenant_id: string;
                            count: number;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            generated_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getPromotions: {
        parameters: {
            query?: {
                /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
                status?: components["parameters"]["status"];
                /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
                limit?: components["parameters"]["limit2"];
                /** @description Nombre de résultats à passer. / Rows to skip. */
                offset?: components["parameters"]["offset2"];
                /** @description La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description La liste / the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Promotion"][];
                        pagination?: components["schemas"]["Pagination"];
                        meta: {
                            /** @example TENANT_INST_PARIS */
                            tenant_id: string;
                            count: number;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            generated_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getThemes: {
        parameters: {
            query?: {
                /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
                status?: "draft" | "active" | "archived" | "all";
                /** @description Niveau de difficulté / Level of difficulty */
                difficulty?: "beginner" | "intermediate" | "advanced";
                /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
                limit?: components["parameters"]["limit"];
                /** @description Nombre de résultats à passer. / Rows to skip. */
                offset?: components["parameters"]["offset"];
                /** @description La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description La liste / the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Theme"][];
                        pagination: components["schemas"]["Pagination"];
                        meta: {
                            /** @example TENANT_INST_PARIS */
                            tenant_id: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            generated_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getAssignments: {
        parameters: {
            query?: {
                /** @description Filtrer par classe / Filter by class */
                class_id?: components["parameters"]["class_id"];
                /** @description Filtrer par enseignant / Filter by teacher */
                teacher_id?: string;
                /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
                status?: "draft" | "queued" | "pushed" | "ack" | "error" | "all";
                /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
                limit?: components["parameters"]["limit"];
                /** @description Nombre de résultats à passer. / Rows to skip. */
                offset?: components["parameters"]["offset"];
                /** @description La suite d’une page : la valeur de `pagination.next_cursor`, à la place de `offset`. Rapide à toute profondeur. / What follows a page: its `pagination.next_cursor`, instead of `offset`. */
                cursor?: components["parameters"]["cursor"];
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description La liste / the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Assignment"][];
                        pagination: components["schemas"]["Pagination"];
                        meta: {
                            /** @example TENANT_INST_PARIS */
                            tenant_id: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            generated_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getStats: {
        parameters: {
            query?: {
                /** @description Filtrer par classe, celle du moment du travail / Filter by class at the time of the work */
                class_id?: string;
                /** @description Filtrer par étudiant / Filter by student */
                student_id?: string;
                /** @description Filtrer par thème / Filter by theme */
                theme_id?: string;
                /** @description Premier jour, compris (par défaut 30 jours avant le dernier). / First day, included (default: 30 days before the last). */
                start_date?: string;
                /** @description Dernier jour, compris (par défaut aujourd’hui). / Last day, included (default: today). */
                end_date?: string;
                /** @description `none` : les métriques seules, `data` reste vide. / `none`: the metrics alone, `data` stays empty. */
                group_by?: "student_theme" | "none";
                /** @description Limite de résultats ; au-delà de 500, 500. / Rows at most; more than 500 counts as 500. */
                limit?: components["parameters"]["limit"];
                /** @description Nombre de résultats à passer. / Rows to skip. */
                offset?: components["parameters"]["offset"];
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description La liste / the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["StudyStats"][];
                        aggregates: components["schemas"]["StudyAggregates"];
                        filters: {
                            /** @example CLASS_PARIS_L1_A */
                            class_id: string | null;
                            /** @example STUDENT_PARIS_002 */
                            student_id: string | null;
                            /** @example THEME_CHIFFREMENT */
                            theme_id: string | null;
                            /**
                             * Format: date
                             * @example 2025-11-06
                             */
                            start_date: string;
                            /**
                             * Format: date
                             * @example 2025-11-13
                             */
                            end_date: string;
                        };
                        pagination: components["schemas"]["Pagination"];
                        meta: {
                            /** @example TENANT_INST_PARIS */
                            tenant_id: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            generated_at: string;
                        };
                    };
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getExport: {
        parameters: {
            query?: {
                /** @description json : un objet ; csv : un fichier, ou un zip quand il y a plusieurs ressources ; oneroster : le zip CSV de OneRoster 1.2 (bulk). / json: one object; csv: one file, or a zip of several; oneroster: the CSV zip of OneRoster 1.2 (bulk). */
                format?: "json" | "csv" | "oneroster";
                /** @description Ressources à inclure, séparées par des virgules / Resources to include, separated by commas */
                include?: string;
                /** @description Filtrer par statut ; `all` pour tous. / Filter by status; `all` for every one. */
                status?: "active" | "all";
                /** @description Premier jour, compris (par défaut 30 jours avant le dernier). / First day, included (default: 30 days before the last). Des statistiques ; sans borne : tout. / Of the statistics; without: all. */
                start_date?: string;
                /** @description Dernier jour, compris (par défaut aujourd’hui). / Last day, included (default: today). Des statistiques ; sans borne : tout. / Of the statistics; without: all. */
                end_date?: string;
                /** @description Seulement ce qui a changé depuis cet instant (`meta.sync_token` de l’export précédent), suppressions comprises dans `deleted`. / Only what has changed since, deletions in `deleted`. */
                updated_since?: string;
                /** @description excel-fr : points-virgules, virgule décimale, marque UTF-8, pour ouvrir dans un tableur français. / For a French spreadsheet. */
                csv_dialect?: "rfc4180" | "excel-fr";
                /** @description off : ne pas neutraliser les textes qu’un tableur lirait comme une formule. / off: do not neutralise texts that a spreadsheet would run. */
                csv_escape?: "on" | "off";
            };
            header?: {
                /** @description Identifiant du tenant ; facultatif avec une clé / the institution; optional with a key */
                "x-orchestrator-id"?: components["parameters"]["x-orchestrator-id"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description L’export ; en CSV, un fichier ou un zip avec son manifeste / the export */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example TENANT_INST_PARIS */
                        tenant_id: string;
                        /**
                         * Format: date-time
                         * @description UTC
                         * @example 2025-11-13T10:14:15Z
                         */
                        exported_at: string;
                        /** @enum {string} */
                        format_version: "1.0";
                        students?: {
                            /**
                             * @description Identifiant de l’établissement / the institution’s id
                             * @example STUDENT_PARIS_002
                             */
                            id: string;
                            /** @example 7c0a4f1e-0d53-4c0e-9a57-5b0f6f0e7a21 */
                            uuid_scolaire: string | null;
                            /** @example adam.benali@exemple.fr */
                            email_scolaire: string | null;
                            /**
                             * @description Prénom / first name
                             * @example Adam
                             */
                            firstname: string | null;
                            /**
                             * @description Nom / last name
                             * @example Benali
                             */
                            lastname: string | null;
                            /**
                             * @description Classe principale / main class
                             * @example CLASS_PARIS_L1_A
                             */
                            class_id: string | null;
                            /**
                             * @description Promotion
                             * @example PROMO_PARIS_L1
                             */
                            promo_id: string | null;
                            /** @description Accord pour la transmission des données / agreed to sharing */
                            consent_sharing: boolean;
                            /** @enum {string} */
                            status: "active" | "graduated" | "withdrawn";
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-09-01T07:00:00Z
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            updated_at: string;
                        }[];
                        classes?: {
                            /**
                             * @description Classe / class
                             * @example CLASS_PARIS_L1_A
                             */
                            id: string;
                            /** @example L1 groupe A */
                            name: string;
                            description: string | null;
                            /**
                             * @description Promotion
                             * @example PROMO_PARIS_L1
                             */
                            promo_id: string | null;
                            /**
                             * @description Enseignant / teacher
                             * @example TEACHER_PARIS_001
                             */
                            teacher_id: string | null;
                            /** @example 24 */
                            student_count: number;
                            /** @enum {string} */
                            status: "active" | "archived";
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-09-01T07:00:00Z
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            updated_at: string;
                        }[];
                        promotions?: {
                            /**
                             * @description Promotion
                             * @example PROMO_PARIS_L1
                             */
                            id: string;
                            /** @example Licence 1 */
                            name: string;
                            description: string | null;
                            /** @example L1 */
                            level: string | null;
                            /** @example 2025 */
                            year_start: number | null;
                            /** @example 2026 */
                            year_end: number | null;
                            /** @example 3 */
                            class_count: number;
                            /** @example 24 */
                            student_count: number;
                            /** @enum {string} */
                            status: "active" | "archived";
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-09-01T07:00:00Z
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            updated_at: string;
                        }[];
                        themes?: {
                            /**
                             * @description Thème / theme
                             * @example THEME_CHIFFREMENT
                             */
                            id: string;
                            /** @example Chiffrement et signatures */
                            title: string;
                            description: string | null;
                            tags: string[];
                            /** @enum {string|null} */
                            difficulty: "beginner" | "intermediate" | "advanced" | null;
                            /** @enum {string} */
                            source: "manual" | "import" | "module";
                            /** @enum {string} */
                            status: "draft" | "active" | "archived";
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-09-01T07:00:00Z
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            updated_at: string;
                        }[];
                        assignments?: {
                            /**
                             * @description Affectation / assignment
                             * @example ASSIGN_PARIS_001
                             */
                            id: string;
                            /** @enum {string} */
                            type: "quiz" | "flashcards" | "fiche" | "annales" | "module";
                            /** @example Quiz : chiffrement */
                            title: string;
                            /** @enum {string|null} */
                            mode: "post-cours" | "pre-examen" | "revision-generale" | null;
                            /**
                             * @description Thème / theme
                             * @example THEME_CHIFFREMENT
                             */
                            theme_id: string | null;
                            /**
                             * @description Enseignant / teacher
                             * @example TEACHER_PARIS_001
                             */
                            teacher_id: string | null;
                            /** @enum {string} */
                            status: "draft" | "queued" | "pushed" | "ack" | "error";
                            /**
                             * Format: date-time
                             * @example 2025-12-01T10:00:00Z
                             */
                            due_at: string | null;
                            instructions: string | null;
                            targets: {
                                /** @enum {string} */
                                target_type: "student" | "class" | "promo";
                                /** @example CLASS_PARIS_L1_A */
                                target_id: string;
                            }[];
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-09-01T07:00:00Z
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            updated_at: string;
                        }[];
                        teachers?: {
                            /**
                             * @description Enseignant / teacher
                             * @example TEACHER_PARIS_001
                             */
                            id: string;
                            /** @example Adam */
                            firstname: string | null;
                            /** @example Benali */
                            lastname: string | null;
                            /** @example helene.caron@exemple.fr */
                            email: string | null;
                            /** @enum {string} */
                            status: "active" | "archived";
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-09-01T07:00:00Z
                             */
                            created_at: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-13T10:14:15Z
                             */
                            updated_at: string;
                        }[];
                        stats?: {
                            /**
                             * @description Étudiant / student
                             * @example STUDENT_PARIS_002
                             */
                            student_id: string;
                            /**
                             * @description Thème / theme
                             * @example THEME_CHIFFREMENT
                             */
                            theme_id: string | null;
                            /**
                             * @description Séances / study sessions
                             * @example 2
                             */
                            attempts: number;
                            /**
                             * @description Score moyen (0-100) / mean score
                             * @example 67.5
                             */
                            score: number | null;
                            /**
                             * @description Maîtrise à la dernière séance (0-1) / mastery after the latest session
                             * @example 0.73
                             */
                            mastery: number | null;
                            /**
                             * @description Secondes / seconds
                             * @example 3993
                             */
                            time_spent: number;
                            /**
                             * Format: date-time
                             * @description UTC
                             * @example 2025-11-11T12:40:56Z
                             */
                            last_activity_at: string;
                        }[];
                        deleted?: {
                            /** @example students */
                            resource: string;
                            /** @example STUDENT_PARIS_009 */
                            id: string;
                            /**
                             * Format: date-time
                             * @description UTC
                             */
                            deleted_at: string;
                        }[];
                        meta: {
                            /**
                             * Format: date-time
                             * @description Pour updated_since la prochaine fois / next updated_since
                             * @example 2025-11-13T10:13:15Z
                             */
                            sync_token: string;
                            counts: {
                                [key: string]: number;
                            };
                        };
                    };
                    "text/csv": string;
                    "application/zip": string;
                };
            };
            400: components["responses"]["Status4002"];
            401: components["responses"]["Status401"];
            403: components["responses"]["Status403"];
            404: components["responses"]["Status404"];
            405: components["responses"]["Status405"];
            429: components["responses"]["Status429"];
            500: components["responses"]["Status500"];
            503: components["responses"]["Status503"];
        };
    };
    getAllAcademicSessions: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAcademicSession: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2002"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllClasses: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClass: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2004"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllCourses: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2005"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getCourse: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2006"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllDemographics: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2007"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getDemographics: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2008"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllEnrollments: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2009"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getEnrollment: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20010"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllGradingPeriods: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getGradingPeriod: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2002"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllOrgs: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20011"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getOrg: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20012"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllSchools: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20011"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getSchool: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20012"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllStudents: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudent: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20014"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllTeachers: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeacher: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20014"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllTerms: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTerm: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2002"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllUsers: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getUser: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20014"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentsForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeachersForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForCourse: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                courseSourcedId: components["parameters"]["courseSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getEnrollmentsForClassInSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2009"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentsForClassInSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeachersForClassInSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getCoursesForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2005"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getEnrollmentsForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2009"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentsForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeachersForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20013"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTermsForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForStudent: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                studentSourcedId: components["parameters"]["studentSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForTeacher: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                teacherSourcedId: components["parameters"]["teacherSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForTerm: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                termSourcedId: components["parameters"]["termSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getGradingPeriodsForTerm: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                termSourcedId: components["parameters"]["termSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForUser: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                userSourcedId: components["parameters"]["userSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllCategories: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20015"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getCategory: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description L’enregistrement / the record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        category: components["schemas"]["Category"];
                    };
                };
            };
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllLineItems: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20016"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getLineItem: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description L’enregistrement / the record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lineItem: components["schemas"]["LineItem"];
                    };
                };
            };
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllResults: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20017"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getResult: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description L’enregistrement / the record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        result: components["schemas"]["Result"];
                    };
                };
            };
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllScoreScales: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20018"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getScoreScale: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description L’enregistrement / the record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        scoreScale: components["schemas"]["ScoreScale"];
                    };
                };
            };
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getCategoriesForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20015"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getLineItemsForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20016"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getResultsForLineItemForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
                lineItemSourcedId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20017"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getResultsForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20017"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getScoreScalesForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20018"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getResultsForStudentForClass: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
                studentSourcedId: components["parameters"]["studentSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20017"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getScoreScalesForSchool: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20018"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllAcademicSessionsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAcademicSessionV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2002"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllClassesV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2004"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllCoursesV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2005"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getCourseV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2006"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllDemographicsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2007"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getDemographicsV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2008"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllEnrollmentsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2009"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getEnrollmentV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20010"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllGradingPeriodsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getGradingPeriodV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2002"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllOrgsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20011"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getOrgV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20012"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllSchoolsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20011"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getSchoolV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20012"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllStudentsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20020"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllTeachersV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeacherV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20020"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllTermsV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTermV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2002"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getAllUsersV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getUserV1p1: {
        parameters: {
            query?: {
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                sourcedId: components["parameters"]["sourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20020"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentsForClassV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeachersForClassV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForCourseV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                courseSourcedId: components["parameters"]["courseSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getEnrollmentsForClassInSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2009"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentsForClassInSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeachersForClassInSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
                classSourcedId: components["parameters"]["classSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getCoursesForSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2005"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getEnrollmentsForSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2009"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getStudentsForSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTeachersForSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status20019"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getTermsForSchoolV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                schoolSourcedId: components["parameters"]["schoolSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForStudentV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                studentSourcedId: components["parameters"]["studentSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForTeacherV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                teacherSourcedId: components["parameters"]["teacherSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForTermV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                termSourcedId: components["parameters"]["termSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getGradingPeriodsForTermV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                termSourcedId: components["parameters"]["termSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status200"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
    getClassesForUserV1p1: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit3"];
                offset?: components["parameters"]["offset3"];
                /** @description Champ de tri / field to sort by */
                sort?: components["parameters"]["sort"];
                orderBy?: components["parameters"]["orderBy"];
                /** @description Une ou deux comparaisons jointes par AND ou OR, par exemple `status='active' AND title~'sql'` (= != > >= < <= ~). / One or two comparisons. */
                filter?: components["parameters"]["filter"];
                /** @description Champs voulus, séparés par des virgules / wanted fields */
                fields?: components["parameters"]["fields"];
            };
            header?: never;
            path: {
                userSourcedId: components["parameters"]["userSourcedId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Status2003"];
            400: components["responses"]["Status4003"];
            401: components["responses"]["Status4012"];
            403: components["responses"]["Status4032"];
            404: components["responses"]["Status4042"];
            405: components["responses"]["Status4052"];
            429: components["responses"]["Status4292"];
            500: components["responses"]["Status5002"];
            503: components["responses"]["Status5032"];
        };
    };
}
