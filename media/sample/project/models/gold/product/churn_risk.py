from pyspark.sql import functions as F


def model(dbt, spark_session):
    dbt.config(
        materialized="table",
        engine_config={"CoordinatorDpuSize": 1, "MaxConcurrentDpus": 2, "DefaultExecutorDpuSize": 1},
        timeout=600,
    )

    health = dbt.ref("agency_health")
    plan_changes = dbt.ref("agencies_history").groupBy("agency_id").agg(F.count("*").alias("plan_changes"))

    score = (
        F.lit(1.0)
        - F.col("health_score") / F.lit(100.0)
        + F.when(F.col("active_users_30d") < 3, 0.25).otherwise(0.0)
        + F.when(F.col("status") == "churned", 1.0).otherwise(0.0)
    )

    return (
        health.join(plan_changes, "agency_id", "left")
        .withColumn("churn_risk", F.least(F.lit(1.0), F.greatest(F.lit(0.0), score)))
        .select("agency_id", "agency_name", "mrr_usd", "health_score", "plan_changes", "churn_risk")
    )
